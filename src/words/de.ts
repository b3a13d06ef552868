import type { Words } from './en';

/** As en.ts, in German. */
export const DE: Words = {
  lang: 'de',

  sender: {
    sentBy: 'Gesendet von',
    contact: 'Kontakt',
    safe: 'Warum das sicher ist',
    nothingYet: 'Durch das Öffnen dieser Seite hat sich nichts geändert. Sie entscheiden, ob Sie fortfahren.',
    neverAsks: 'Diese Seite fragt nie nach Passwörtern, PINs, Einmalcodes oder Kartendaten.',
    until: 'Der Link gilt bis {date}. Bis dahin können Sie jederzeit auf diese Seite zurückkommen.',
    askAt: 'Haben Sie Fragen, oder haben Sie diesen Link nicht erwartet? Fragen Sie zuerst den Absender:',
    ask:
      'Haben Sie Fragen, oder haben Sie diesen Link nicht erwartet? Fragen Sie zuerst den Absender, und zwar auf ' +
      'Ihrem üblichen Weg.',
  },

  onboarding: {
    goesTo:
      'Die Schaltfläche führt Sie zu 1Money, einem Dienst, der Unternehmen überprüft. Das Formular dort stammt ' +
      'von 1Money.',
    open: {
      title: 'Bestätigen Sie Ihr Unternehmen',
      text:
        'Füllen Sie das Formular von 1Money aus. Was Sie dort speichern, bleibt erhalten; Sie können also ' +
        'jederzeit unterbrechen.',
      button: 'Weiter zum Formular',
    },
    correct: {
      title: 'Bitte korrigieren Sie Ihre Angaben',
      text: 'Bei der Prüfung Ihres Antrags gab es Rückfragen. Das Formular zeigt Ihnen, was zu korrigieren ist.',
      button: 'Jetzt korrigieren',
    },
    rejected: {
      title: 'Ihr Antrag wurde nicht angenommen',
      text: 'Sie können ihn korrigieren und noch einmal einreichen.',
      button: 'Formular noch einmal öffnen',
    },
    review: {
      title: 'Ihr Antrag wird geprüft',
      text:
        'Alle Angaben sind angekommen. Sie müssen jetzt nichts tun; Sie hören von uns, sobald die Prüfung ' +
        'abgeschlossen ist.',
      button: '',
    },
    verified: { title: 'Ihr Unternehmen ist bestätigt', text: 'Hier ist nichts mehr zu tun.', button: '' },
  },

  consent: {
    goesTo:
      'Die Schaltfläche führt Sie zu Ihrem Account Aggregator. Er zeigt Ihnen, wer welche Daten möchte; nichts ' +
      'wird weitergegeben, bevor Sie dort zustimmen.',
    decide: {
      title: 'Entscheiden Sie über Ihre Kontodaten',
      text: 'Bei Ihrem Account Aggregator sehen Sie, wer welche Daten möchte. Dort stimmen Sie zu oder lehnen ab.',
      button: 'Weiter zum Account Aggregator',
    },
    approved: {
      title: 'Sie haben zugestimmt',
      text: 'Ihre Zustimmung ist gültig. Hier ist nichts mehr zu tun.',
      button: '',
    },
    paused: {
      title: 'Sie haben Ihre Zustimmung ausgesetzt',
      text: 'Bei Ihrem Account Aggregator können Sie sie wieder aufnehmen.',
      button: '',
    },
    rejected: {
      title: 'Sie haben die Anfrage abgelehnt',
      text: 'Es werden keine Daten weitergegeben. Hier ist nichts mehr zu tun.',
      button: '',
    },
    over: {
      title: 'Diese Anfrage ist beendet',
      text: 'Sie gilt nicht mehr, und es gibt hier nichts zu entscheiden.',
      button: '',
    },
    soon: {
      title: 'Gleich ist es so weit',
      text: 'Ihre Anfrage wird noch vorbereitet. Laden Sie diese Seite in einem Moment neu.',
      button: '',
    },
    unrecognised: {
      title: 'Wir kennen den Stand nicht',
      text: 'Ihr Account Aggregator meldet etwas, das wir noch nicht kennen. Sie müssen hier im Moment nichts tun.',
      button: '',
    },
  },

  link: {
    back: 'Zurück zur Anwendung',
    tryAgain: 'Noch einmal versuchen',
    limit: {
      title: 'Heute zu oft geöffnet',
      text: 'Zu Ihrer Sicherheit führt dieser Link nur einige Male am Tag weiter. Morgen funktioniert er wieder.',
    },
    expired: {
      title: 'Dieser Link ist abgelaufen',
      text: 'Bitten Sie den Absender um einen neuen. Ihre Eingaben sind nicht verloren.',
    },
    revoked: {
      title: 'Dieser Link wurde zurückgezogen',
      text:
        'Der Absender möchte nicht, dass er noch benutzt wird. Wenn Sie hier weitermachen wollten, fragen Sie ' +
        'bitte den Absender.',
    },
    stopped: {
      title: 'Dieser Link funktioniert im Moment nicht',
      text: 'Später funktioniert er wieder. Ihre Eingaben gehen nicht verloren.',
    },
    cutOff: {
      title: 'Dieser Link ist nicht mehr gültig',
      text:
        'Das Unternehmen, das ihn gesendet hat, verwendet ihn nicht mehr. Wenn Sie hier weitermachen wollten, ' +
        'fragen Sie bitte dort nach.',
      button: '',
    },
    erased: {
      title: 'Dieser Link ist nicht mehr gültig',
      text:
        'Wohin er führte, gibt es nicht mehr. Wenn Sie hier weitermachen wollten, fragen Sie bitte das ' +
        'Unternehmen, das ihn gesendet hat.',
      button: '',
    },
    refused: {
      title: 'Die Seite lässt sich jetzt nicht öffnen',
      text:
        'Ihre Eingaben sind nicht verloren, aber ein weiterer Versuch hilft nicht. Wenden Sie sich an das ' +
        'Unternehmen, das Ihnen diesen Link gesendet hat: Es kann den Grund herausfinden.',
    },
    failed: {
      title: 'Wir konnten die Seite nicht öffnen',
      text: 'Das liegt nicht an Ihnen, und nichts ist verloren. Warten Sie kurz und versuchen Sie es dann noch einmal.',
    },
    unknown: {
      title: 'Diesen Link gibt es nicht',
      text: 'Prüfen Sie, ob Sie ihn vollständig kopiert haben, oder bitten Sie den Absender um einen neuen.',
    },
  },

  return: {
    ahead: { title: 'Fast geschafft', text: 'Öffnen Sie diese Seite, um fortzufahren.' },
    thanks: {
      title: 'Vielen Dank',
      text: 'Sie können diese Seite schließen und dort weitermachen, wo Sie herkommen.',
    },
    unknown: {
      title: 'Wir kennen diese Adresse nicht',
      text:
        'Vielleicht wurde sie unterwegs gekürzt. Was Sie eingegeben oder entschieden haben, ist nicht verloren. ' +
        'Gehen Sie zurück zu der Anwendung, in der Sie begonnen haben: Sie kennt den Stand und kann Sie noch ' +
        'einmal herschicken, falls etwas zu tun bleibt.',
    },
    used: {
      title: 'Sie sind schon zurückgekehrt',
      text:
        'Diese Adresse funktioniert nur einmal und wurde schon geöffnet. Nichts ist verloren, und Sie müssen hier ' +
        'nichts tun. Machen Sie in der Anwendung weiter, in der Sie begonnen haben: Sie kennt den Stand.',
    },
    refused: {
      title: 'Ihre Antwort ist nicht vollständig angekommen',
      text:
        'Was Ihr Browser mitgebracht hat, gehört nicht zu diesem Besuch; deshalb wurde nichts geändert. Gehen Sie ' +
        'zurück zu der Anwendung, in der Sie begonnen haben, und öffnen Sie die Anfrage dort noch einmal.',
    },
    erased: {
      title: 'Hier ist nichts mehr zu tun',
      text:
        'Die Daten, um die es ging, wurden gelöscht. Wenn Sie das nicht erwartet haben, fragen Sie das ' +
        'Unternehmen, aus dessen Anwendung Sie kommen.',
    },
  },

  error: {
    missing: {
      title: 'Hier gibt es keine Seite',
      text:
        'Vielleicht ist die Adresse unvollständig oder enthält einen Tippfehler. Gehen Sie dorthin zurück, wo Sie ' +
        'sie gefunden haben, und öffnen Sie sie von dort.',
    },
    program: {
      title: 'Diese Adresse ist für Programme',
      text:
        'In einem Browser lässt sie sich nicht benutzen. Sie haben nichts falsch gemacht: Wenn ein Link Sie ' +
        'hergeführt hat, sagen Sie es bitte dem Unternehmen, das ihn gesendet hat.',
    },
    unreadable: {
      title: 'Das konnten wir nicht lesen',
      text:
        'Ihr Browser hat etwas gesendet, das wir nicht verstehen. Gehen Sie zurück, laden Sie die Seite neu und ' +
        'versuchen Sie es noch einmal. Hilft das nicht, wenden Sie sich an das Unternehmen, aus dessen Anwendung ' +
        'Sie kommen.',
    },
    busy: {
      title: 'Das war zu oft',
      text: 'Warten Sie eine Minute und laden Sie diese Seite dann neu. Nichts ist verloren.',
    },
    later: {
      title: 'Wir können diese Seite gerade nicht zeigen',
      text:
        'Das liegt nicht an Ihnen, und nichts ist verloren. Wir arbeiten daran. Warten Sie kurz und laden Sie die ' +
        'Seite dann neu.',
    },
    number: 'Wenn Sie um Hilfe bitten, nennen Sie diese Nummer: {id}',
  },
};
