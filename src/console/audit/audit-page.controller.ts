import { Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { EvidenceService } from '../../evidence/evidence.service';
import { actorOf } from '../../operators/act';
import { OperatorLogService } from '../../operators/log/operator-log.service';
import { SubjectsService } from '../../subjects/subjects.service';
import { VerifierKeys } from '../../tlog/verifier-keys';
import { consoleAsset } from '../assets/assets';
import { type ConsoleCaller, ConsoleRoute, CurrentConsole } from '../page/console-access';
import { ConsoleController } from '../page/console-controller';
import { consolePage, goTo, sendPage } from '../page/console-page';
import { withParameters } from '../page/parts';
import { fieldsIn, instantIn, namesPerson, personIn, queryOf, reasonOf, uuidIn } from './audit-forms';
import { AuditPageService } from './audit-page.service';
import { AUDIT, type AuditFields, auditView, identifierView, peopleView, reasonView } from './audit-view';
import { AUDIT_WORDS } from './audit.words';
import { entryView } from './entry-view';

const VERIFIER = consoleAsset(__dirname, 'verifier.js');
/** Before the first entry, and after the last: ids hold 48 bits of milliseconds. */
const EVER = { since: new Date(0), until: new Date(2 ** 47) };

/** The whole log: what was done, and the proof of it. */
@ConsoleController('console/audit')
export class AuditPageController {
  constructor(
    private readonly audit: AuditPageService,
    private readonly subjects: SubjectsService,
    private readonly evidence: EvidenceService,
    private readonly exports: OperatorLogService,
    private readonly keys: VerifierKeys,
  ) {}

  @Get()
  @ConsoleRoute('The audit log, by reference and time', 'auditor')
  async show(
    @CurrentConsole() caller: ConsoleCaller,
    @Query() query: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const fields = fieldsIn(query);
    if (namesPerson(fields)) return this.refuseIdentifier(caller, fields, reply);
    const asked = queryOf(fields, query);
    const range = { since: asked.since?.toISOString() ?? '', until: asked.until?.toISOString() ?? '' };
    const content = auditView(caller, fields, range, await this.audit.find(asked));
    await sendPage(reply, consolePage(caller, { title: AUDIT_WORDS.title, content, current: AUDIT }));
  }

  /** Posted, so that what identifies a person gets into no address, should it be given as a reference. */
  @Post('find')
  @HttpCode(303)
  @ConsoleRoute('Find entries by reference and time', 'auditor')
  async find(@CurrentConsole() caller: ConsoleCaller, @Res() reply: FastifyReply): Promise<void> {
    const fields = fieldsIn(Object.fromEntries(caller.form));
    if (namesPerson(fields)) return this.refuseIdentifier(caller, fields, reply);
    await goTo(reply, withParameters(AUDIT, { ...fields }));
  }

  @Get('entries/:entry_id')
  @ConsoleRoute('One entry of the audit log, and its proof', 'auditor')
  async entry(
    @CurrentConsole() caller: ConsoleCaller,
    @Param('entry_id') entryId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const content = entryView(await this.audit.entry(entryId));
    const { title } = AUDIT_WORDS.entry;
    await sendPage(reply, consolePage(caller, { title, content, current: AUDIT, scripts: [VERIFIER] }));
  }

  @Post('person')
  @ConsoleRoute('Find a person by a mobile number, an e-mail address, a PAN or a VUA', 'auditor')
  async person(@CurrentConsole() caller: ConsoleCaller, @Res() reply: FastifyReply): Promise<void> {
    const { identifier, reason, problem } = personIn(caller);
    if (problem !== null) {
      const again = consolePage(caller, {
        title: AUDIT_WORDS.title,
        content: reasonView(caller, identifier, problem),
        current: AUDIT,
      });
      return sendPage(reply, again, 400);
    }
    const found = await this.subjects.find(actorOf(caller, reason), identifier);
    const [only, ...others] = found.subjects;
    if (only && others.length === 0) return goTo(reply, withParameters(AUDIT, { reference: only.subject_id }));
    const { title } = AUDIT_WORDS.person;
    await sendPage(reply, consolePage(caller, { title, content: peopleView(found), current: AUDIT }));
  }

  @Post('pack')
  @ConsoleRoute('Make an evidence pack without personal data', 'auditor', 'operator')
  async pack(@CurrentConsole() caller: ConsoleCaller, @Res() reply: FastifyReply): Promise<void> {
    const reason = reasonOf(caller);
    const { name, zip } = await this.evidence.make(actorOf(caller, reason), {
      about: caller.form.get('about') === 'journey' ? 'journey' : 'subject',
      id: uuidIn(caller, 'id'),
      since: instantIn(caller, 'since'),
      until: instantIn(caller, 'until'),
      personal: 'none',
      reason,
      vkeys: await this.keys.all(),
    });
    await download(reply, name, 'application/zip').send(zip);
  }

  @Post('export')
  @ConsoleRoute('Export entries with their receipts', 'auditor')
  async export(@CurrentConsole() caller: ConsoleCaller, @Res() reply: FastifyReply): Promise<void> {
    const since = instantIn(caller, 'since') ?? EVER.since;
    const until = instantIn(caller, 'until') ?? EVER.until;
    const { lines } = await this.exports.export(actorOf(caller, reasonOf(caller)), { since, until, after: null });
    await download(reply, 'portico-audit.jsonl', 'application/x-ndjson').send(
      lines.map((line) => `${line}\n`).join(''),
    );
  }

  private async refuseIdentifier(caller: ConsoleCaller, fields: AuditFields, reply: FastifyReply): Promise<void> {
    const content = identifierView(caller, { ...fields, reference: '' });
    await sendPage(reply, consolePage(caller, { title: AUDIT_WORDS.title, content, current: AUDIT }), 400);
  }
}

const download = (reply: FastifyReply, name: string, type: string): FastifyReply =>
  reply.status(200).headers({ 'Content-Type': type, 'Content-Disposition': `attachment; filename="${name}"` });
