// Written by `npm run openapi` from openapi.json; do not edit.
export interface paths {
    "/echo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Test credentials or a signature
         * @description Says pong.
         *
         *     Scope: `onboarding:read`.
         */
        get: operations["echo"];
        put?: never;
        /**
         * Test the signature over a body
         * @description Says what was said.
         *
         *     Scope: `onboarding:read`.
         */
        post: operations["echoMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/hosted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find a hosted customer by the key of its creation
         * @description Also finds a customer whose creation was not answered, because the answer of 1Money was lost.
         *
         *     Scope: `onboarding:read`.
         */
        get: operations["findHostedCustomer"];
        put?: never;
        /**
         * Create a hosted customer
         * @description Creates the customer at 1Money. Repeating the request with the same Idempotency-Key and body answers the same bytes, with Idempotent-Replayed: true, and creates nothing.
         *
         *     Scope: `onboarding:write`.
         */
        post: operations["createHostedCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/hosted/{customer_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a hosted customer with its KYB status
         * @description The status is read at 1Money at this moment.
         *
         *     Scope: `onboarding:read`.
         */
        get: operations["getHostedCustomer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/onboarding/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create an onboarding grant
         * @description Answers a one-time URL that lives thirty minutes: send the user there at once. With `link: durable` it answers a URL of Portico's that lives for days and may be mailed: 1Money's link is minted when a person presses its button; grant_token is then the durable link's own. Possible while the KYB status is INIT, PENDING_RESPONSE or REJECTED. With an Idempotency-Key a repetition answers the same bytes, with Idempotent-Replayed: true, as long as the link lives.
         *
         *     Scope: `onboarding:write`.
         */
        post: operations["createOnboardingGrant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/hosted/{customer_id}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the grants of a customer
         * @description What became of each grant, and what to do next. Never a token or a one-time URL.
         *
         *     Scope: `onboarding:read`.
         */
        get: operations["listOnboardingGrants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List customers
         * @description The consumer's own, newest first, each read at 1Money at this moment. `page` and `size` count from 1; without them the older `page_num` and `page_size` count from 0. `total` is the number of customers on this page, not of all: ask on until it is smaller than the size. A customer that 1Money does not know, or tells in a way that cannot be understood, is left out of `customers`.
         *
         *     Scope: `onboarding:read`.
         */
        get: operations["listCustomers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/requestconsent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Request a consent
         * @description Asks FinPro for a consent and answers a one-time link to the Account Aggregator's page: send the user there at once.
         *
         *     Scope: `consent:write`.
         */
        post: operations["requestConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webRedirection/getEncryptedUrl": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a fresh link to a pending consent
         * @description The way on when a link expired, was used, or was left without a decision: the same consent, a new link. With an Idempotency-Key a repetition answers the same bytes, with Idempotent-Replayed: true.
         *
         *     Scope: `consent:write`.
         */
        post: operations["createConsentLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/consents/{consent_handle}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a consent journey
         * @description The status is read at FinPro at this moment; while FinPro cannot be asked, it is the one that `as_of` and `confirmed_by` tell.
         *
         *     Scope: `consent:read`.
         */
        get: operations["getConsentJourney"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/consents/{consent_handle}/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the receipts of a consent
         * @description A signed receipt for each change that FinPro confirmed, oldest first: given, refused, changed (paused or resumed), ended. They name the person by `subject_id` only. FinPro is not asked: read the journey before, to have the newest change.
         *
         *     Scope: `consent:read`.
         */
        get: operations["listConsentReceipts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List consent journeys
         * @description As last confirmed, newest first. Personal data is masked; never a one-time URL.
         *
         *     Scope: `consent:read`.
         */
        get: operations["listConsentJourneys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/getconsentslist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * List consents
         * @description The consumer's own, as FinPro says at this moment: by handle, by id, or by party, template and accountID.
         *
         *     Scope: `consent:read`.
         */
        post: operations["listConsents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webRedirection/decryptUrl": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read what the browser brought back, confirmed
         * @description For consumers to whom the browser comes back directly. FinPro decrypts; Portico then asks FinPro for the consent, since what a browser brings proves nothing.
         *
         *     Scope: `consent:read`.
         */
        post: operations["decryptConsentReturn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/revokeconsent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a consent
         * @description Irreversible. A consent that is revoked or expired already counts as revoked.
         *
         *     Scope: `consent:write`.
         */
        post: operations["revokeConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys/{reference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where is my user stuck?
         * @description One ordered timeline of a journey, where it waits, since when, for whom, and what helps: from what Portico knows, no vendor is asked. Of several journeys with one reference the newest is told, and the others are named. Nothing personal is in it.
         *
         *     Scope: `onboarding:read` or `consent:read`.
         */
        get: operations["getJourney"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/l/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open a durable link
         * @description For browsers. Shows a page with one button, or how the journey stands, and has no effect: mail scanners and previews may fetch it as often as they like.
         */
        get: operations["openDurableLink"];
        put?: never;
        /**
         * Press the button of a durable link
         * @description For browsers: the form of the page. Mints the vendor's one-time link at this moment and sends the browser there. A second press within a double click belongs to the first; any other click mints a fresh link, so that an expired or used one is no dead end.
         */
        post: operations["followDurableLink"];
        delete?: never;
        options?: never;
        /**
         * Probe a durable link
         * @description As openDurableLink, without the page.
         */
        head: operations["probeDurableLink"];
        patch?: never;
        trace?: never;
    };
    "/v1/links/{link_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Inspect a durable link
         * @description Says what a person who opens it would find. Inspecting does not use it up.
         *
         *     Scope: `onboarding:read` or `consent:read`.
         */
        get: operations["getDurableLink"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List durable links
         * @description Newest first, a hundred at a time: those of journeys that the scopes allow to read. Never a URL or a token.
         *
         *     Scope: `onboarding:read` or `consent:read`.
         */
        get: operations["listDurableLinks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/links/{link_id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a durable link
         * @description From now on it leads nowhere. A vendor's link that a click minted before keeps its own life. Revoking once more changes nothing.
         *
         *     Scope: `onboarding:write` or `consent:write`.
         */
        post: operations["revokeDurableLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what happened in your journeys
         * @description In one order that never changes: an event that was committed later never appears before one that you have. With wait, the answer comes as soon as there is an event.
         *
         *     Scope: `events:read`.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your subscriptions
         * @description Newest first, disabled ones included; never a secret.
         *
         *     Scope: `events:write`.
         */
        get: operations["listWebhookSubscriptions"];
        put?: never;
        /**
         * Have events sent to a URL
         * @description Every event from now on, signed by Standard Webhooks, retried over three days. The secret is told in this answer only.
         *
         *     Scope: `events:write`.
         */
        post: operations["createWebhookSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_subscriptions/{subscription_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a subscription
         * @description Never its secret.
         *
         *     Scope: `events:write`.
         */
        get: operations["getWebhookSubscription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_subscriptions/{subscription_id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was sent there
         * @description state=DEAD lists what was given up.
         *
         *     Scope: `events:write`.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_subscriptions/{subscription_id}/deliveries/{event_id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an event again
         * @description At once, and with all retries, whatever became of it. The webhook-id stays the same.
         *
         *     Scope: `events:write`.
         */
        post: operations["redeliverWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_subscriptions/{subscription_id}/rotate_secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the secret of a subscription
         * @description Each secret that is replaced signs for another day beside the new one, also when it is replaced several times; ten may sign at once, and then it is 429. The new one is told in this answer only: with an Idempotency-Key a lost answer is answered again. An id that is not yours is 404 whatever the key; a key that was used for another subscription of yours is 422.
         *
         *     Scope: `events:write`.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_subscriptions/{subscription_id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send no more events there
         * @description For good: subscribe anew to go on. It stays listed with its deliveries for 30 days, unless fifty are disabled after it.
         *
         *     Scope: `events:write`.
         */
        post: operations["disableWebhookSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List audit entries
         * @description Your own, newest first; with subject also what happened by itself to your customer. An entry stands where its id belongs, so one that commits late may appear on a page that you have read already.
         *
         *     Scope: `audit:read`.
         */
        get: operations["listAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/events/{entry_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an audit entry
         * @description Your own, or one about your customer in which no consumer acts.
         *
         *     Scope: `audit:read`.
         */
        get: operations["getAuditEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/events/{entry_id}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a receipt that proves an entry
         * @description A c2sp.org/tlog-proof against the newest checkpoint, which carries the entry in its extra data: keep it as a file, and check it with tools/verify-receipt or any program of your own.
         *
         *     Scope: `audit:read`.
         */
        get: operations["getAuditEventProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the newest checkpoint
         * @description A c2sp.org/tlog-checkpoint: the size and the root of the tree over the whole log, signed. Keep it, and ask later for the consistency with what the log has become.
         *
         *     Scope: `audit:read`.
         */
        get: operations["getAuditCheckpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/consistency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove that the log only grew
         * @description How the tree of a checkpoint continues a smaller one, in the form that c2sp.org/tlog-witness takes: the old size, the hashes, the checkpoint.
         *
         *     Scope: `audit:read`.
         */
        get: operations["getAuditConsistency"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/lightweight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find a customer by the key of its creation
         * @description As findHostedCustomer.
         *
         *     Scope: `onboarding:read`.
         */
        get: operations["findLightweightCustomer"];
        put?: never;
        /**
         * Create a customer
         * @description As createHostedCustomer.
         *
         *     Scope: `onboarding:write`.
         */
        post: operations["createLightweightCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{customer_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the full customer, with flagged items
         * @description Read at 1Money at this moment and passed on. `review_issues` tells what the user has to correct in PENDING_RESPONSE.
         *
         *     Scope: `onboarding:read`.
         */
        get: operations["getCustomer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{customer_id}/onboarding_links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create an onboarding link
         * @description As createOnboardingGrant, with the customer in the path.
         *
         *     Scope: `onboarding:write`.
         */
        post: operations["createOnboardingLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is the process alive?
         * @description It answers: that is all this asks.
         */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * May requests come?
         * @description A commit can be made in the database and is confirmed by its standby, its schema is that of this build, the gateway holds the data keys of the database, and it is not on its way out. The parts are asked at most once a second, however many ask here. A vendor that is down, a clock that is off, a data key that is retired, or audit entries that wait for their seal, make it degraded, not unready; reasons says what is wrong.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The public keys of signed returns
         * @description A JSON Web Key Set (RFC 7517) with the Ed25519 keys that sign the return of a browser to your page. May be kept for five minutes; read it again when a return names another portico_kid.
         */
        get: operations["getReturnKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/1money": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 1Money tells that something happened
         * @description For 1Money. Checked on the raw bytes, stored, answered, and applied afterwards by reading the KYB status at 1Money. The same event again is answered 200 and changes nothing.
         */
        post: operations["receiveOneMoneyWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/1money/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 1Money tells that something happened in a further account
         * @description As receiveOneMoneyWebhook, for the account of the address: judged with that account's secret, and applied to the journeys of that account only.
         */
        post: operations["receiveOneMoneyAccountWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/finpro": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * FinPro tells that something happened
         * @description For MoneyOne FinPro, categories CONSENT and DATA. Checked on the raw bytes, stored, answered, and applied afterwards by reading the consent at FinPro. The same event again is answered 200 and changes nothing.
         */
        post: operations["receiveFinproWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/finpro/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * FinPro tells that something happened in a further account
         * @description As receiveFinproWebhook, for the account of the address: judged with that account's secret, and applied to the journeys of that account only.
         */
        post: operations["receiveFinproAccountWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/return/onboarding/{state}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The browser comes back from 1Money
         * @description For browsers. Works once: reads the KYB status at 1Money, then sends the browser on to the redirect_url of the grant with customer_id and status, signed (docs/returns.md).
         */
        get: operations["returnFromOnboarding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/return/onboarding": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same, of addresses that were made with the state in the query
         * @deprecated
         * @description For browsers that come back to an address of an earlier version.
         */
        get: operations["returnFromOnboardingByQuery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/return/consent/{state}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The browser comes back from the Account Aggregator
         * @description For browsers. Works once: FinPro decrypts what the browser brought, handle and VUA must fit, FinPro confirms the status; then the browser goes on to the redirectUrl with consent_handle and status, signed (docs/returns.md).
         */
        get: operations["returnFromConsent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/return/consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same, of addresses that were made with the state in the query
         * @deprecated
         * @description For browsers that come back to an address of an earlier version.
         */
        get: operations["returnFromConsentByQuery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List journeys, and where each waits
         * @description The consumer's own of every kind that its scopes let it read, newest first, by status, by where they wait, and by when they began. From what Portico knows: no vendor is asked. Nothing personal is in it; erased businesses are left out.
         *
         *     Scope: `onboarding:read` or `consent:read`.
         */
        get: operations["listJourneys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "onboarding.customer.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A customer exists at 1Money.
         * @description Sent to subscriptions. Any 2xx takes it; 410 ends the subscription; everything else is tried again.
         */
        post: operations["on_onboarding_customer_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "onboarding.customer.status_changed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The KYB status of a customer changed.
         * @description Sent to subscriptions. Any 2xx takes it; 410 ends the subscription; everything else is tried again.
         */
        post: operations["on_onboarding_customer_status_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "onboarding.customer.returned": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The customer's browser came back from 1Money.
         * @description Sent to subscriptions. Any 2xx takes it; 410 ends the subscription; everything else is tried again.
         */
        post: operations["on_onboarding_customer_returned"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "consent.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A consent was asked for at FinPro.
         * @description Sent to subscriptions. Any 2xx takes it; 410 ends the subscription; everything else is tried again.
         */
        post: operations["on_consent_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "consent.status_changed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The status of a consent changed.
         * @description Sent to subscriptions. Any 2xx takes it; 410 ends the subscription; everything else is tried again.
         */
        post: operations["on_consent_status_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "consent.returned": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The customer's browser came back from the Account Aggregator.
         * @description Sent to subscriptions. Any 2xx takes it; 410 ends the subscription; everything else is tried again.
         */
        post: operations["on_consent_returned"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "consent.expiring": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An active consent ends within 14, 3 or 1 days.
         * @description Sent to subscriptions. Any 2xx takes it; 410 ends the subscription; everything else is tried again.
         */
        post: operations["on_consent_expiring"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "link.opened": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A person opened a durable link for the first time, and pressed its button.
         * @description Sent to subscriptions. Any 2xx takes it; 410 ends the subscription; everything else is tried again.
         */
        post: operations["on_link_opened"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "link.left": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A person went on to the vendor through a durable link.
         * @description Sent to subscriptions. Any 2xx takes it; 410 ends the subscription; everything else is tried again.
         */
        post: operations["on_link_left"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "journey.stalled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A journey was opened and did not come back within its time.
         * @description Sent to subscriptions. Any 2xx takes it; 410 ends the subscription; everything else is tried again.
         */
        post: operations["on_journey_stalled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        FieldErrorDto: {
            /**
             * @description The rule that is broken; names do not change, and more may come.
             * @example origin_not_registered
             * @enum {unknown}
             */
            code: "not_a_url" | "not_https" | "origin_not_registered" | "name_repeated" | "host_not_plain" | "address_forbidden" | "subscription_limit" | "no_public_base_url" | "not_a_checkpoint" | "beyond_checkpoint" | "vua_mismatch" | "vua_malformed" | "pan_mismatch" | "pan_missing" | "script_url" | "durable_for_one" | "ends_before_begin" | "not_decryptable" | "names_a_person" | "not_utf8" | "not_json" | "not_an_object" | "unexpected_body" | "too_deep" | "too_complex" | "forbidden_name" | "duplicate_member" | "nul_character" | "lone_surrogate" | "required" | "unknown_member" | "wrong_type" | "wrong_format" | "not_in_list" | "too_long" | "too_small" | "too_large" | "too_many" | "too_few" | "repeated" | "not_together" | "all_or_handle";
            /**
             * @description JSON Pointer (RFC 6901) into the body, or query/`<name>`, or header/`<name>`.
             * @example /redirect_url
             */
            pointer: string;
            /** @example must have one of the origins registered for the consumer */
            detail: string;
        };
        ViolationDto: {
            /**
             * Format: uri-reference
             * @description As in the answer to a real request.
             */
            type: string;
            /** @example 409 */
            status: number;
            /**
             * @description Seconds until a real request may succeed, as in its Retry-After: of a quota, until it is renewed.
             * @example 62468
             */
            retry_after_seconds?: number;
            /** @example The KYB status does not allow a grant */
            title: string;
            /** @example Conflict */
            code: string;
            /** @example The KYB status is APPROVED: a grant can be made in INIT, PENDING_RESPONSE and REJECTED only. */
            detail: string;
            /** @description Each field that is at fault. */
            errors?: components["schemas"]["FieldErrorDto"][];
            /** @example Nothing is left to do: the business is verified. */
            next_action: string;
        };
        ProblemDto: {
            /**
             * Format: uri-reference
             * @example /errors#bad-request
             */
            type: string;
            /**
             * @description The HTTP status again.
             * @example 400
             */
            status: number;
            /** @example The request breaks a rule */
            title: string;
            /**
             * @description The HTTP reason in 1Money's spelling.
             * @example Bad_Request
             */
            code: string;
            /** @example redirect_url: must be an https URL */
            detail: string;
            /**
             * @description The path of the request.
             * @example /v1/customers/onboarding/grants
             */
            instance: string;
            /** @description Each field that is at fault. */
            errors?: components["schemas"]["FieldErrorDto"][];
            /** @description Of a dry run: everything that would be refused, in the order in which a real request would be. */
            violations?: components["schemas"]["ViolationDto"][];
            /** @example 019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11 */
            request_id: string;
            /** @description Whether the same request may succeed later. */
            retryable: boolean;
            /**
             * @description What to do next.
             * @example Correct the fields named in errors and send the request again.
             */
            next_action: string;
        };
        /** @enum {string} */
        AuditResult: "SUCCEEDED" | "REFUSED" | "FAILED" | "UNKNOWN";
        AuditEventDto: {
            /**
             * Format: uuid
             * @example 019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11
             */
            entry_id: string;
            /**
             * Format: date-time
             * @example 2026-01-15T09:30:00.512Z
             */
            occurred_at: string;
            /**
             * Format: uuid
             * @example 019abf6e-21c4-7a35-9b1e-3c0f6f0f2a12
             */
            request_id: string;
            /**
             * @description The client_id of the consumer who acted; null where none did.
             * @example lending-app
             */
            consumer: string | null;
            /**
             * @description consumer, browser or portico
             * @example consumer
             */
            actor: string;
            /**
             * @example onboarding.grant.create
             * @enum {string}
             */
            action: "onboarding.customer.create" | "onboarding.grant.create" | "onboarding.status.observed" | "onboarding.return" | "link.issue" | "link.click" | "link.revoke" | "audit.month.dropped" | "audit.log.recovered" | "audit.key.rotated" | "privacy.subject.erased" | "privacy.subject.found" | "privacy.subject.shown" | "privacy.subject.revealed" | "privacy.subject.exported" | "privacy.evidence.made" | "consent.request" | "consent.link.create" | "consent.revoke" | "consent.status.observed" | "consent.expiring" | "consent.return" | "webhook.refused" | "events.subscription.create" | "events.subscription.rotate" | "events.subscription.disable" | "events.delivery.redeliver" | "keys.rotate" | "keys.rewrap" | "keys.retire" | "vendors.rotate" | "consumers.create" | "consumers.rotate" | "consumers.update" | "consumers.enable" | "consumers.disable" | "access.failed" | "access.refused" | "access.personal" | "operators.create" | "operators.rotate" | "operators.disable" | "operators.enable" | "console.login" | "operator.stop" | "operator.resume" | "operator.journey.ask" | "operator.event.redeliver" | "operator.log.export";
            /**
             * @description Whom it is about: the id of Portico, the same in every entry about the same customer.
             * @example 019abf6e-21c4-7a35-9b1e-3c0f6f0f2a13
             */
            subject: string;
            /**
             * @description INTENT: what is about to be asked of a vendor. OUTCOME: how it ended, or what happened.
             * @example OUTCOME
             * @enum {string}
             */
            phase: "INTENT" | "OUTCOME";
            /**
             * Format: uuid
             * @description The INTENT that this OUTCOME ends.
             * @example 019abf6e-21c4-7a35-9b1e-3c0f6f0f2a10
             */
            intent_id: string | null;
            /** @example one-money */
            vendor: string | null;
            /** @example req_7Qm2 */
            vendor_request_id: string | null;
            /** @example SUCCEEDED */
            result: ("SUCCEEDED" | "REFUSED" | "FAILED" | "UNKNOWN") | null;
            /**
             * @description Masked: no personal data, no secret, no one-time URL.
             * @example {
             *       "locale": "en-US"
             *     }
             */
            detail: {
                [key: string]: unknown;
            };
            /**
             * @description Its place in the log; null for the second until it has one.
             * @example 73894
             */
            leaf_index: number | null;
        };
        AuditEventListDto: {
            /**
             * @description Give it as cursor for the next page; null on the last one. A request looks at a thousand entries at most, so a page may have fewer than limit, or none, and still another one behind it.
             * @example null
             */
            next_cursor: string | null;
            events: components["schemas"]["AuditEventDto"][];
        };
        HealthDto: {
            /**
             * @description `degraded`: a part does not work, and requests are served all the same.
             * @example ok
             * @enum {string}
             */
            status: "ok" | "degraded" | "unavailable";
            /**
             * @description Each part that readiness asks, and how it is.
             * @example {
             *       "database": "ok"
             *     }
             */
            parts?: {
                [key: string]: unknown;
            };
            /**
             * @description What is wrong with each part that is degraded, or unavailable and able to say why.
             * @example {
             *       "audit-proofs": "the oldest audit entry has waited 62 s to be sealed"
             *     }
             */
            reasons?: {
                [key: string]: string;
            };
        };
        ReturnKeyDto: {
            /**
             * @example OKP
             * @enum {string}
             */
            kty: "OKP";
            /**
             * @example Ed25519
             * @enum {string}
             */
            crv: "Ed25519";
            /**
             * @description The raw 32 bytes, base64url.
             * @example 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo
             */
            x: string;
            /**
             * @description portico_kid of the returns that it verifies: the thumbprint of the key (RFC 7638).
             * @example kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k
             */
            kid: string;
            /**
             * @example sig
             * @enum {string}
             */
            use: "sig";
            /**
             * @example EdDSA
             * @enum {string}
             */
            alg: "EdDSA";
        };
        ReturnKeysDto: {
            keys: components["schemas"]["ReturnKeyDto"][];
        };
        ListedEventDto: {
            /**
             * Format: uuid
             * @description The same in every delivery; the webhook-id there.
             * @example 019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4
             */
            id: string;
            /**
             * @example onboarding.customer.status_changed
             * @enum {string}
             */
            type: "onboarding.customer.created" | "onboarding.customer.status_changed" | "onboarding.customer.returned" | "consent.created" | "consent.status_changed" | "consent.returned" | "consent.expiring" | "link.opened" | "link.left" | "journey.stalled";
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2026-01-15T09:41:12.340Z
             */
            timestamp: string;
            /**
             * @description By type, as in the webhooks section of this document. No personal data.
             * @example {
             *       "customer_id": "0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10",
             *       "status": "PENDING_REVIEW",
             *       "previous_status": "INIT",
             *       "revision": 1,
             *       "confirmed_by": "WEBHOOK",
             *       "as_of": "2026-01-15T09:41:12.301Z",
             *       "stale_after": "2026-01-15T09:43:12.301Z"
             *     }
             */
            data: {
                [key: string]: unknown;
            };
            /**
             * @description Go on behind this event.
             * @example 4711
             */
            cursor: string;
        };
        EventPageDto: {
            /**
             * @description Give it as cursor to go on; the one that was given when there was nothing new. It passes over events of other types than those asked for.
             * @example 4711
             */
            next_cursor: string;
            events: components["schemas"]["ListedEventDto"][];
            /** @description Whether more are there already. */
            has_more: boolean;
        };
        CreateSubscriptionDto: {
            /**
             * Format: uri
             * @description https, without a fragment, at a public address or in a network that the operator allows. Redirects are not
             *     followed.
             * @example https://hooks.example.com/portico
             */
            url: string;
            /**
             * @description None: every type, also those to come.
             * @example [
             *       "onboarding.customer.status_changed"
             *     ]
             */
            event_types?: ("onboarding.customer.created" | "onboarding.customer.status_changed" | "onboarding.customer.returned" | "consent.created" | "consent.status_changed" | "consent.returned" | "consent.expiring" | "link.opened" | "link.left" | "journey.stalled")[] | null;
        };
        SubscriptionWithSecretDto: {
            /**
             * Format: uuid
             * @example 019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4
             */
            subscription_id: string;
            /**
             * Format: uri
             * @example https://hooks.example.com/portico
             */
            url: string;
            /** @description Empty: every type. */
            event_types: ("onboarding.customer.created" | "onboarding.customer.status_changed" | "onboarding.customer.returned" | "consent.created" | "consent.status_changed" | "consent.returned" | "consent.expiring" | "link.opened" | "link.left" | "journey.stalled")[];
            /**
             * @example ACTIVE
             * @enum {string}
             */
            state: "ACTIVE" | "DISABLED";
            /**
             * @description GONE: the target answered 410. OPERATOR: the consumer was disabled.
             * @example null
             */
            disabled_because: ("CONSUMER" | "GONE" | "OPERATOR") | null;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @example null
             */
            disabled_at: string | null;
            /**
             * Format: date-time
             * @description Until then deliveries carry further signatures, under the secrets before, each for its own day.
             * @example null
             */
            previous_secret_until: string | null;
            /**
             * @description Signs the deliveries (Standard Webhooks). Told here and never again.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=
             */
            secret: string;
        };
        SubscriptionDto: {
            /**
             * Format: uuid
             * @example 019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4
             */
            subscription_id: string;
            /**
             * Format: uri
             * @example https://hooks.example.com/portico
             */
            url: string;
            /** @description Empty: every type. */
            event_types: ("onboarding.customer.created" | "onboarding.customer.status_changed" | "onboarding.customer.returned" | "consent.created" | "consent.status_changed" | "consent.returned" | "consent.expiring" | "link.opened" | "link.left" | "journey.stalled")[];
            /**
             * @example ACTIVE
             * @enum {string}
             */
            state: "ACTIVE" | "DISABLED";
            /**
             * @description GONE: the target answered 410. OPERATOR: the consumer was disabled.
             * @example null
             */
            disabled_because: ("CONSUMER" | "GONE" | "OPERATOR") | null;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @example null
             */
            disabled_at: string | null;
            /**
             * Format: date-time
             * @description Until then deliveries carry further signatures, under the secrets before, each for its own day.
             * @example null
             */
            previous_secret_until: string | null;
        };
        SubscriptionListDto: {
            subscriptions: components["schemas"]["SubscriptionDto"][];
        };
        DeliveryDto: {
            /**
             * Format: uuid
             * @example 019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4
             */
            event_id: string;
            /**
             * @description DEAD: every attempt failed; redeliver it when the target works again.
             * @example DELIVERED
             * @enum {string}
             */
            state: "PENDING" | "DELIVERED" | "DEAD";
            /**
             * Format: date-time
             * @description Of a pending one.
             */
            next_attempt_at: string | null;
            /** Format: date-time */
            last_attempt_at: string | null;
            /**
             * @description HTTP status of the last answer.
             * @example 204
             */
            last_status: number | null;
            /**
             * @description Why the last attempt failed.
             * @example null
             */
            last_problem: ("refused" | "unreachable" | "timeout" | "connection-broken" | "redirect-or-too-large" | "forbidden-address" | "failed" | "disabled") | null;
            /** Format: date-time */
            delivered_at: string | null;
            /** @example 1 */
            attempts: number;
        };
        DeliveryListDto: {
            deliveries: components["schemas"]["DeliveryDto"][];
        };
        CreateCustomerDto: {
            /**
             * Format: idn-email
             * @description Unique among all customers.
             * @example ops@acme.example
             */
            email: string;
            /**
             * @description Of the person who will fill in the form. Plain text: no HTML tags, and no `javascript:` (rule `script_url`).
             * @example Zoë
             */
            first_name: string;
            /**
             * @description As first_name.
             * @example Kim
             */
            last_name: string;
            /**
             * @description Plain text, as first_name.
             * @example Acme Robotics GmbH
             */
            company_name?: string | null;
            /**
             * @description Only businesses can be onboarded.
             * @example BUSINESS
             * @enum {string}
             */
            customer_type: "BUSINESS" | "Business";
        };
        CustomerDto: {
            /**
             * @description KYB status, as 1Money confirmed it just now.
             * @example INIT
             * @enum {string}
             */
            status: "INIT" | "PENDING_REVIEW" | "UNDER_REVIEW" | "PENDING_RESPONSE" | "REJECTED" | "APPROVED" | "ESCALATED" | "PENDING_APPROVAL" | "PROVISIONING";
            /**
             * Format: date-time
             * @example 2026-01-15T09:30:00.512Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-01-15T09:30:00.512Z
             */
            updated_at: string;
            /** @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10 */
            customer_id: string;
            /** @example ops@acme.example */
            email: string;
            /**
             * @description In the spelling of the request that created it.
             * @example BUSINESS
             */
            customer_type: string;
        };
        GrantSummaryDto: {
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            grant_id: string;
            /**
             * @description RETURNED: the browser came back through Portico. EXPIRED: thirty minutes passed without a return that Portico saw.
             * @example ISSUED
             * @enum {string}
             */
            state: "ISSUED" | "RETURNED" | "EXPIRED";
            /**
             * @description managed: the browser comes back through Portico. direct: it goes to the redirect_url by itself.
             * @example managed
             * @enum {string}
             */
            return_mode: "managed" | "direct";
            /**
             * @description The language in which 1Money shows its pages, as its link names it; it may be another one than was asked for. Where the link names none: the one that was asked for.
             * @example en-US
             */
            locale: string | null;
            /**
             * @description The language that was asked for, in which Portico's own pages are shown where Portico has it.
             * @example de-DE
             */
            requested_locale: string | null;
            /**
             * Format: date-time
             * @example 2026-01-15T09:30:10.000Z
             */
            issued_at: string;
            /**
             * Format: date-time
             * @example 2026-01-15T10:00:10.000Z
             */
            expires_at: string;
            /**
             * Format: date-time
             * @example null
             */
            returned_at: string | null;
            /**
             * Format: uuid
             * @description The durable link whose click asked for it.
             * @example null
             */
            link_id: string | null;
        };
        GrantListDto: {
            /**
             * @description What made Portico believe the state: a webhook or a poll that made it ask the vendor, a request that did, or only a browser that came back.
             * @example VENDOR_READ
             * @enum {string}
             */
            confirmed_by: "REDIRECT_HINT" | "WEBHOOK" | "POLL" | "VENDOR_READ";
            /**
             * Format: date-time
             * @description When the vendor said so.
             * @example 2026-01-15T09:30:00.512Z
             */
            as_of: string;
            /**
             * Format: date-time
             * @description From then on the state is to be doubted, since Portico should have heard more. null: never, the state is final.
             * @example 2026-01-15T09:31:00.512Z
             */
            stale_after: string | null;
            /**
             * @description KYB status, as 1Money last confirmed it.
             * @example INIT
             * @enum {string}
             */
            status: "INIT" | "PENDING_REVIEW" | "UNDER_REVIEW" | "PENDING_RESPONSE" | "REJECTED" | "APPROVED" | "ESCALATED" | "PENDING_APPROVAL" | "PROVISIONING";
            /** @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10 */
            customer_id: string;
            /** @example Create a grant and send the user to its onboarding_url. */
            next_action: string;
            /** @description At most the newest hundred. */
            grants: components["schemas"]["GrantSummaryDto"][];
        };
        WouldSendDto: {
            /**
             * @description Credentials and signatures are masked.
             * @example {
             *       "Accept": "application/json",
             *       "Authorization": "OneMoney-HMAC-SHA256 ***",
             *       "X-OM-Date": "***"
             *     }
             */
            headers: {
                [key: string]: string;
            };
            /**
             * @description Personal data and one-time values are masked.
             * @example {
             *       "redirect_url": "https://portico.example.com/return/onboarding/***",
             *       "locale": "en-US"
             *     }
             */
            body: {
                [key: string]: unknown;
            };
            /** @example POST */
            method: string;
            /** @example /v1/customers/0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10/onboarding_links */
            path: string;
        };
        DryRunDto: {
            /**
             * @example true
             * @enum {boolean}
             */
            dry_run: true;
            /** @description Null where no vendor is called before a person presses the button of a durable link. */
            would_send: components["schemas"]["WouldSendDto"] | null;
        };
        CreateGrantDto: {
            /**
             * Format: uri
             * @description Where the user goes after the form, or on leaving it: https, of an origin registered for the consumer.
             * @example https://app.example.com/kyb/return?state=abc123
             */
            redirect_url?: string | null;
            /**
             * @description Language of the form (BCP 47). 1Money may show another one, which its link then names. Portico's own pages are in
             *     en, hi, de or zh, and in en for any other. Extensions are taken and not passed on: they choose no language.
             * @example en-US
             */
            locale?: string | null;
            /**
             * @description `one-time`: 1Money's own link, which works once within thirty minutes. `durable`: a link of Portico's that lives
             *     for days, survives mail scanners and previews, and mints 1Money's link when a person presses its button.
             * @example one-time
             */
            link?: ("one-time" | "durable") | null;
            /** @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10 */
            customer_id: string;
        };
        GrantDto: {
            /**
             * Format: uri
             * @example https://1money.example.com/onboarding/start?grant_token=og_5mZr3Qh0cV7nT1yXk2LwB9sD
             */
            onboarding_url: string;
            /**
             * Format: date-time
             * @example 2026-01-15T10:00:10.000Z
             */
            expires_at: string;
            /**
             * @description The secret in the link: 1Money's in a one-time one, Portico's in a durable one.
             * @example og_5mZr3Qh0cV7nT1yXk2LwB9sD
             */
            grant_token: string;
        };
        AddressDto: {
            /** @example 2nd floor */
            street_line_2?: string | null;
            /** @example Mitte */
            subdivision?: string | null;
            /** @example 10115 */
            postal_code?: string | null;
            /** @example 1 Foundry Road */
            street_line_1: string;
            /** @example Berlin */
            city: string;
            /** @example BE */
            state: string;
            /**
             * @description ISO 3166-1 alpha-3.
             * @example DEU
             */
            country: string;
        };
        AssociatedPersonDto: {
            /** @example null */
            middle_name?: string | null;
            /** @example 40 */
            ownership_percentage?: number | null;
            /**
             * Format: date-time
             * @example 2026-01-15T09:30:00.512Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-01-15T09:30:00.512Z
             */
            updated_at: string;
            /** @example 5d0a8c52-7f5e-4a0c-8a54-6a1f0a9b2c11 */
            associated_person_id: string;
            /** @example zoe@acme.example */
            email: string;
            /** @example Zoë */
            first_name: string;
            /** @example Kim */
            last_name: string;
            /** @example 1990-01-31 */
            birth_date: string;
            /** @example DEU */
            primary_nationality: string;
            residential_address: components["schemas"]["AddressDto"];
            /** @example UltimateBeneficialOwner */
            applicant_type: string;
            /**
             * @description Roles, joined by `|`.
             * @example signer|director
             */
            title: string;
            /** @description A stake of 25 % or more. */
            has_ownership: boolean;
            has_control: boolean;
            is_signer: boolean;
            is_director: boolean;
        };
        CompanyIssueDto: {
            /** @example Acme Robotics GmbH */
            company_name?: string | null;
            /** @example DOCUMENT_OUTDATED */
            reject_reason?: string | null;
            /**
             * @description For people; text of 1Money's reviewers, to be escaped where it is shown.
             * @example Proof of address is older than 90 days
             */
            description: string;
        };
        PersonIssueDto: {
            /** @example Zoë Kim */
            name?: string | null;
            /** @example DOCUMENT_UNREADABLE */
            reject_reason?: string | null;
            /** @example 5d0a8c52-7f5e-4a0c-8a54-6a1f0a9b2c11 */
            associated_person_id: string;
            /** @example Passport image is not legible */
            description: string;
        };
        ReviewIssuesDto: {
            company_issues?: components["schemas"]["CompanyIssueDto"] | null;
            associated_person_issues?: components["schemas"]["PersonIssueDto"][];
        };
        FullCustomerDto: {
            /**
             * @example INIT
             * @enum {string}
             */
            status: "INIT" | "PENDING_REVIEW" | "UNDER_REVIEW" | "PENDING_RESPONSE" | "REJECTED" | "APPROVED" | "ESCALATED" | "PENDING_APPROVAL" | "PROVISIONING";
            /**
             * Format: date-time
             * @example 2026-01-15T09:30:00.512Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-01-15T09:30:00.512Z
             */
            updated_at: string;
            /** @example [] */
            associated_persons: components["schemas"]["AssociatedPersonDto"][];
            review_issues?: components["schemas"]["ReviewIssuesDto"] | null;
            /** @example null */
            business_description?: string | null;
            /** @example null */
            business_type?: string | null;
            /** @example null */
            business_industry?: string | null;
            /** @example null */
            business_registration_number?: string | null;
            /** @example null */
            date_of_incorporation?: string | null;
            /** @example null */
            incorporation_country?: string | null;
            /** @example null */
            incorporation_state?: string | null;
            /** @example null */
            primary_website?: string | null;
            /** @example null */
            tax_id?: string | null;
            /** @example null */
            tax_type?: string | null;
            /** @example null */
            tax_country?: string | null;
            /** @example null */
            submitted_at?: string | null;
            /** @example null */
            terms_signed_at?: string | null;
            /** @example null */
            publicly_traded?: boolean | null;
            /** @example null */
            registered_address?: components["schemas"]["AddressDto"] | null;
            /** @example null */
            physical_address?: components["schemas"]["AddressDto"] | null;
            /** @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10 */
            customer_id: string;
            /** @example ops@acme.example */
            email: string;
            /** @example Acme Robotics GmbH */
            business_legal_name: string;
        };
        CreateOnboardingLinkDto: {
            /**
             * Format: uri
             * @description Where the user goes after the form, or on leaving it: https, of an origin registered for the consumer.
             * @example https://app.example.com/kyb/return?state=abc123
             */
            redirect_url?: string | null;
            /**
             * @description Language of the form (BCP 47). 1Money may show another one, which its link then names. Portico's own pages are in
             *     en, hi, de or zh, and in en for any other. Extensions are taken and not passed on: they choose no language.
             * @example en-US
             */
            locale?: string | null;
            /**
             * @description `one-time`: 1Money's own link, which works once within thirty minutes. `durable`: a link of Portico's that lives
             *     for days, survives mail scanners and previews, and mints 1Money's link when a person presses its button.
             * @example one-time
             */
            link?: ("one-time" | "durable") | null;
        };
        CustomerListDto: {
            /**
             * @description How many customers are on this page, those left out of `customers` included; not how many there are in all. 1Money's own client reads it so. Smaller than the size: this is the last page.
             * @example 1
             */
            total: number;
            customers: components["schemas"]["FullCustomerDto"][];
        };
        EchoDto: {
            /**
             * Format: date-time
             * @example 2026-01-15T09:30:00.512Z
             */
            timestamp: string;
            /** @example hello */
            message: string;
        };
        EchoRequestDto: {
            /** @example hello */
            message: string;
        };
        FinproErrorDto: {
            /**
             * Format: date-time
             * @example 2026-01-15T10:30:45.912Z
             */
            timestamp: string;
            /**
             * @description FinPro's number of the error; for logs only.
             * @example FP0901
             */
            status: string;
            /**
             * @default 1.21.0
             * @example 1.21.0
             */
            ver: string;
            /** @example InvalidRequest */
            errorCode: string;
            /**
             * @description Which field or rule is at fault.
             * @example productID should not be empty
             */
            errorMsg: string;
        };
        AskedConsentDto: {
            /**
             * @example PENDING
             * @enum {string}
             */
            status: "PENDING";
            /**
             * Format: uuid
             * @example 3a3f2d96-fc3b-42e5-804f-e65d10a4be98
             */
            consent_handle: string;
            /**
             * Format: uri
             * @description A one-time link to the Account Aggregator's page. Send the user's browser there at once, and keep it out of mails and logs.
             * @example https://onemoney.example.com/aa/v2/?ecreq=Op4B&reqdate=150120261030459&fi=QlReVVBfShtXWUY%3D
             */
            webRedirectionUrl: string;
        };
        ConsentRequestedDto: {
            /**
             * @example success
             * @enum {string}
             */
            status: "success";
            /**
             * @description The release of FinPro that answered, as it names itself; opaque.
             * @example 1.21.0
             */
            ver: string;
            /** @example Consent request created */
            message?: string;
            data: components["schemas"]["AskedConsentDto"];
        };
        RequestConsentDto: {
            /**
             * @description The template; one that is allowed to the consumer and active at FinPro.
             * @example LOAN01
             */
            productID: string;
            /**
             * @description `<mobile>@onemoney` or `<email>@onemoney`. The handle is case-sensitive; the part before it must equal partyIdentifierValue.
             * @example 9876543210@onemoney
             */
            vua: string;
            /**
             * @example MOBILE
             * @enum {string}
             */
            partyIdentifierType: "MOBILE" | "EMAIL" | "PAN";
            /**
             * @description Ten digits for MOBILE, an address for EMAIL, a PAN for PAN.
             * @example 9876543210
             */
            partyIdentifierValue: string;
            /**
             * @description Your own reference, such as a UUID; it goes to FinPro as it is.
             * @example LOANAPP20260001
             */
            accountID: string;
            /**
             * @description Needed by some templates and FIPs.
             * @example ABCDE1234F
             */
            pan?: string | null;
            /**
             * @description Limits the FIPs that are offered; upper and lower case matter. Absent: all.
             * @example [
             *       "ALPHA-FIP",
             *       "BETA-FIP"
             *     ]
             */
            fipID?: string[] | null;
            /**
             * @description Where the user goes afterwards: https, without a fragment, of an origin registered for the consumer.
             * @example https://app.example.com/consent/return?state=abc
             */
            redirectUrl?: string | null;
            /** @description Portico's own. `one-time`, also when it is left out: FinPro's link. `durable`: a link of Portico's that lives for days, survives mail scanners and previews, and gets FinPro's link when a person presses its button. */
            link?: ("one-time" | "durable") | null;
        };
        ConsentListDto: {
            /**
             * @description One handle or several. Not together with consentID.
             * @example 3a3f2d96-fc3b-42e5-804f-e65d10a4be98
             */
            consentHandle?: (string | string[]) | null;
            /**
             * @description One id or several. Not together with consentHandle.
             * @example bf0cda0b-776c-4104-a4f8-5bcd69764125
             */
            consentID?: (string | string[]) | null;
            /** @example MOBILE */
            partyIdentifierType?: ("MOBILE" | "EMAIL" | "PAN" | "AADHAR" | "DOB" | "GSTIN") | null;
            /** @example 9876543210 */
            partyIdentifierValue?: string | null;
            /** @example LOAN01 */
            productID?: string | null;
            /** @example LOANAPP20260001 */
            accountID?: string | null;
        } | {
            consentHandle: unknown;
        } | {
            consentID: unknown;
        } | {
            partyIdentifierType: unknown;
            partyIdentifierValue: unknown;
            productID: unknown;
            accountID: unknown;
        };
        ListedAccountDto: {
            /** @example Alpha Bank */
            fipName: string | null;
            /** @example ALPHA-FIP */
            fipId: string | null;
            /** @example SAVINGS */
            accountType: string | null;
            /** @example e7597a05-5b56-4223-95fc-3f9596ff12eb */
            linkReferenceNumber: string | null;
            /** @example XXXXXXXX7300 */
            maskedAccountNumber: string | null;
            /** @example DEPOSIT */
            fiType: string | null;
        };
        ListedConsentDto: {
            /**
             * @description null until the customer has approved
             * @example bf0cda0b-776c-4104-a4f8-5bcd69764125
             */
            consentID: string | null;
            /**
             * Format: uuid
             * @example 3a3f2d96-fc3b-42e5-804f-e65d10a4be98
             */
            consentHandle: string;
            /**
             * @description PENDING, ACTIVE, PAUSED, REJECTED, REVOKED or EXPIRED, as FinPro says at this moment.
             * @example ACTIVE
             */
            status: string;
            /** @example onemoney-aa */
            aaId: string | null;
            /** @example 9876543210@onemoney */
            vua: string | null;
            /**
             * Format: date-time
             * @example 2026-01-15T10:30:45.912Z
             */
            consentCreationData: string | null;
            /**
             * @description YYYY-MM-DD HH:mm:ss, UTC
             * @example 2027-01-15 10:30:45
             */
            consent_expiry: string | null;
            /** @example LOAN01 */
            productID: string;
            /** @example LOANAPP20260001 */
            accountID: string;
            accounts: components["schemas"]["ListedAccountDto"][];
        };
        ConsentListedDto: {
            /**
             * @example success
             * @enum {string}
             */
            status: "success";
            /**
             * @description The release of FinPro that answered, as it names itself; opaque.
             * @example 1.21.0
             */
            ver: string;
            /** @example Consent request created */
            message?: string;
            data: components["schemas"]["ListedConsentDto"][];
        };
        RevokeConsentDto: {
            /**
             * @description The consentID, not the handle: a consent has one from its approval on.
             * @example bf0cda0b-776c-4104-a4f8-5bcd69764125
             */
            consentID: string;
        };
        SuccessDto: {
            /**
             * @example success
             * @enum {string}
             */
            status: "success";
            /**
             * @description The release of FinPro that answered, as it names itself; opaque.
             * @example 1.21.0
             */
            ver: string;
            /** @example Consent request created */
            message?: string;
        };
        LinkDto: {
            /**
             * Format: uri
             * @description A one-time link to the Account Aggregator's page.
             * @example https://onemoney.example.com/aa/v2/?ecreq=Op4B&reqdate=150120261030459&fi=QlReVVBfShtXWUY%3D
             */
            webRedirectionUrl: string;
        };
        LinkCreatedDto: {
            /**
             * @example success
             * @enum {string}
             */
            status: "success";
            /**
             * @description The release of FinPro that answered, as it names itself; opaque.
             * @example 1.21.0
             */
            ver: string;
            /** @example Consent request created */
            message?: string;
            data: components["schemas"]["LinkDto"];
        };
        FreshLinkDto: {
            /**
             * @description One pending consent, or several of one user.
             * @example 3a3f2d96-fc3b-42e5-804f-e65d10a4be98
             */
            consentHandle: string | string[];
            /**
             * @description Where the user goes afterwards: https, without a fragment, of an origin registered for the consumer. Absent: where the request said.
             * @example https://app.example.com/consent/return?state=abc
             */
            redirectUrl?: string | null;
            /**
             * @description Absent: what the request said.
             * @example ABCDE1234F
             */
            pan?: string | null;
            /**
             * @description Limits the FIPs that are offered. Absent: as the request said.
             * @example [
             *       "ALPHA-FIP"
             *     ]
             */
            fipID?: string[] | null;
            /**
             * @description The user's VUA, which older clients send.
             * @example 9876543210@onemoney
             */
            userid?: string | null;
            /** @description Portico's own. `one-time`, also when it is left out: FinPro's link. `durable`: a link of Portico's that lives for days, survives mail scanners and previews, and gets FinPro's link when a person presses its button. A durable one is for a single consent, with the FIPs and the PAN of its request. */
            link?: ("one-time" | "durable") | null;
        };
        EncryptedReturnDto: {
            /** @example zBQgXiXFOluInLIBisuyubyNi2dYVpcB64IbXMnWp37hge6olr1UxCMZyhuVORJs */
            ecres: string;
            /** @example 150120261034127 */
            resdate: string;
            /** @example XltVXF1eV08cUVI= */
            fi: string;
        };
        DecryptReturnDto: {
            /** @description Mind the capital letters of URL. */
            webRedirectionURL: components["schemas"]["EncryptedReturnDto"];
        };
        DecryptedReturnDto: {
            /**
             * @description S only when FinPro confirms the consent as ACTIVE; what the browser says is not enough.
             * @example S
             * @enum {string}
             */
            status: "S" | "F";
            /**
             * @description 0 approved, 1 rejected, 2 and 3 failed, others: the user left.
             * @example 0
             */
            errorcode: string;
            /** @example 7b0d2c1e-5a64-4f0e-9b3f-2f6f0c8a1d11 */
            txnid: string | null;
            /** @example 5d6c3f3e-0c58-4f43-8a0f-6d1f1c2b3a44 */
            sessionid: string | null;
            /**
             * @description The consent handle.
             * @example 3a3f2d96-fc3b-42e5-804f-e65d10a4be98
             */
            srcref: string;
            /** @example https://app.example.com/consent/return?state=abc */
            redirect: string | null;
            /** @example null */
            email: string | null;
            /** @example null */
            pan: string | null;
            /** @example 9876543210@onemoney */
            userid: string;
        };
        ReturnDecryptedDto: {
            /**
             * @example success
             * @enum {string}
             */
            status: "success";
            /**
             * @description The release of FinPro that answered, as it names itself; opaque.
             * @example 1.21.0
             */
            ver: string;
            /** @example Consent request created */
            message?: string;
            data: components["schemas"]["DecryptedReturnDto"];
        };
        JourneyDto: {
            /**
             * Format: uuid
             * @description Portico's own id of the journey.
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            journey_id: string;
            /**
             * Format: uuid
             * @description null while the answer to the request is not known, and of a request that was refused
             * @example 3a3f2d96-fc3b-42e5-804f-e65d10a4be98
             */
            consent_handle: string | null;
            /**
             * @description For data requests and revokeconsent; null until approved
             * @example null
             */
            consent_id: string | null;
            /**
             * @description As in the `status` that the browser brings to your page. FAILED and ABANDONED: the visit ended so, and the consent is still pending.
             * @example PENDING
             * @enum {string}
             */
            state: "REQUESTED" | "UNKNOWN" | "REFUSED" | "PENDING" | "APPROVED" | "REJECTED" | "FAILED" | "ABANDONED" | "PAUSED" | "REVOKED" | "EXPIRED" | "UNRECOGNISED";
            /**
             * @description Of the consent, as FinPro last confirmed it.
             * @example PENDING
             * @enum {string}
             */
            consent_status: "REQUESTED" | "UNKNOWN" | "REFUSED" | "PENDING" | "ACTIVE" | "PAUSED" | "REJECTED" | "REVOKED" | "EXPIRED" | "UNRECOGNISED";
            /**
             * @description What confirmed the state. null: nothing was confirmed yet.
             * @example VENDOR_READ
             */
            confirmed_by: ("REDIRECT_HINT" | "WEBHOOK" | "POLL" | "VENDOR_READ") | null;
            /**
             * Format: date-time
             * @description When that was said.
             * @example 2026-01-15T10:30:45.912Z
             */
            as_of: string;
            /**
             * Format: date-time
             * @description From then on the state is to be doubted, since Portico should have heard more. null: never, the state is final, or nothing was confirmed yet.
             * @example 2026-01-15T10:50:45.912Z
             */
            stale_after: string | null;
            /**
             * @description Your own reference; null while the value of an earlier version waits to be sealed.
             * @example LOANAPP20260001
             */
            account_id: string | null;
            /**
             * @example MOBILE
             * @enum {string}
             */
            party_identifier_type: "MOBILE" | "EMAIL" | "PAN";
            /** @example XXXXXX3210 */
            party_identifier: string | null;
            /** @example XXXXXX3210@onemoney */
            vua: string | null;
            /** @example null */
            pan: string | null;
            /**
             * @description null: every FIP
             * @example [
             *       "ALPHA-FIP"
             *     ]
             */
            fip_ids: string[] | null;
            /**
             * Format: date-time
             * @example 2026-01-15T10:30:45.512Z
             */
            requested_at: string;
            /**
             * Format: date-time
             * @description When the latest link was handed out
             * @example 2026-01-15T10:30:45.912Z
             */
            link_issued_at: string | null;
            /**
             * Format: date-time
             * @description When the browser came back from the latest link
             * @example null
             */
            returned_at: string | null;
            /**
             * Format: date-time
             * @description When the consent ends by itself, as FinPro reported it, also where it was refused or ended before
             * @example null
             */
            expires_at: string | null;
            /**
             * Format: uuid
             * @description The handle of the consent that this one renews: of the same person and template, given and not taken back, and with the same accountID, or at most 14 days from its end when this one was requested.
             * @example null
             */
            renews: string | null;
            /**
             * Format: uuid
             * @description The handle of the newest consent that renews this one and is pending or was approved.
             * @example null
             */
            renewed_by: string | null;
            /**
             * Format: uuid
             * @description Portico's id of the person; what an erasure is asked for by.
             * @example 01890a5d-ac96-774b-bcce-b302099a8056
             */
            subject_id: string;
            /** @example LOAN01 */
            product_id: string;
            /**
             * @description Which of the consumer's applications asked.
             * @example demo-app
             */
            app_identifier: string;
            /** @example Send the user to the webRedirectionUrl. */
            next_action: string;
        };
        JourneyPageDto: {
            /**
             * @description Give it as `cursor` for the following page; null: this is the last.
             * @example null
             */
            next_cursor: string | null;
            consents: components["schemas"]["JourneyDto"][];
        };
        ConsentReceiptDto: {
            /**
             * Format: uuid
             * @description The audit entry that recorded the change.
             * @example 019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11
             */
            receipt_id: string;
            /**
             * @example given
             * @enum {string}
             */
            event: "given" | "refused" | "changed" | "ended";
            /**
             * @example ACTIVE
             * @enum {string}
             */
            state: "REQUESTED" | "UNKNOWN" | "REFUSED" | "PENDING" | "ACTIVE" | "PAUSED" | "REJECTED" | "REVOKED" | "EXPIRED" | "UNRECOGNISED";
            /**
             * Format: date-time
             * @example 2026-01-15T10:32:11.204Z
             */
            at: string;
            /**
             * @description The receipt: a compact JWS (RFC 7515) whose payload has the sections of ISO/IEC TS 27560, signed with EdDSA; its `kid` is a key of `/.well-known/jwks.json`. The same for as long as that key signs.
             * @example eyJhbGciOiJFZERTQSIsInR5cCI6ImNvbnNlbnQtcmVjZWlwdCtqd3MiLCJraWQiOiJ0aGUta2V5In0.e30.c2lnbmF0dXJl
             */
            jws: string;
            /**
             * @description A c2sp.org/tlog-proof that the audit entry of this change is in the log, for `tools/verify-receipt`; null for about a second, until a checkpoint covers the entry.
             * @example null
             */
            proof: string | null;
        };
        ConsentReceiptPageDto: {
            /**
             * @description `cursor` of the next page; null on the last one.
             * @example null
             */
            next_cursor: string | null;
            receipts: components["schemas"]["ConsentReceiptDto"][];
        };
        ClaimDto: {
            /**
             * @description What made Portico believe the state: a webhook or a poll that made it ask the vendor, a request that did, or only a browser that came back.
             * @example VENDOR_READ
             * @enum {string}
             */
            confirmed_by: "REDIRECT_HINT" | "WEBHOOK" | "POLL" | "VENDOR_READ";
            /**
             * Format: date-time
             * @description When the vendor said so.
             * @example 2026-01-15T09:30:00.512Z
             */
            as_of: string;
            /**
             * Format: date-time
             * @description From then on the state is to be doubted, since Portico should have heard more. null: never, the state is final.
             * @example 2026-01-15T09:31:00.512Z
             */
            stale_after: string | null;
        };
        TimelineEntryDto: {
            /**
             * Format: date-time
             * @example 2026-01-15T09:30:10.000Z
             */
            at: string;
            /**
             * @description REQUEST: The consumer asked for something, and the vendor was asked for it. LINK: A link was issued or withdrawn, or the vendor's was asked for. OPENED: A person pressed the button of a durable link. That a one-time link was opened, the vendors do not tell. RETURN: A browser came back from the vendor. WEBHOOK: The vendor told that something happened. POLL: Portico looked, and found a change that no webhook had told. STATE: The state was read at the vendor, and was another.
             * @example LINK
             * @enum {string}
             */
            step: "REQUEST" | "LINK" | "OPENED" | "RETURN" | "WEBHOOK" | "POLL" | "STATE";
            /**
             * @description As in the audit log.
             * @example onboarding.grant.create
             */
            action: string;
            /**
             * @description Who did it: consumer, browser (a person), vendor, portico.
             * @example consumer
             */
            actor: string;
            /**
             * @description STARTED: the vendor is being asked; the end follows, unless it was lost.
             * @example SUCCEEDED
             * @enum {string}
             */
            outcome: "STARTED" | "SUCCEEDED" | "REFUSED" | "FAILED" | "UNKNOWN";
            /**
             * Format: uuid
             * @example 019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11
             */
            request_id: string | null;
            /**
             * @description The vendor's own name of the exchange.
             * @example null
             */
            vendor_request_id: string | null;
            /**
             * @description Ids, words and times; nothing personal.
             * @example {
             *       "grant_id": "01890a5d-ac96-774b-bcce-b302099a8057"
             *     }
             */
            facts: {
                [key: string]: string;
            };
        };
        OtherJourneyDto: {
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            journey_id: string;
            /** @example 3a3f2d96-fc3b-42e5-804f-e65d10a4be98 */
            reference: string | null;
            /**
             * Format: date-time
             * @example 2026-01-15T09:30:00.512Z
             */
            requested_at: string;
        };
        ListedJourneyDto: {
            /**
             * @example onboarding
             * @enum {string}
             */
            journey: "onboarding" | "consent";
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            journey_id: string;
            /**
             * @description The vendor's id: customer_id, or consent handle.
             * @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10
             */
            reference: string | null;
            /**
             * @description The vendor's word for how it stands, as last confirmed.
             * @example INIT
             */
            status: string;
            /**
             * Format: date-time
             * @example 2026-01-15T09:30:00.512Z
             */
            requested_at: string;
            /**
             * @description As in getJourney; null once it is done.
             * @example LINK_MISSING
             */
            stuck_at: ("ERASED" | "REQUEST_OPEN" | "REQUEST_REFUSED" | "REQUEST_FAILED" | "REQUEST_UNKNOWN" | "CREDENTIALS" | "LINK_MISSING" | "LINK_REFUSED" | "LINK_FAILED" | "LINK_NOT_OPENED" | "LINK_TO_REOPEN" | "LINK_EXPIRED" | "LINK_REVOKED" | "LINK_LIMIT" | "LINK_GIVEN" | "AT_VENDOR" | "NOT_RETURNED" | "LEFT_UNFINISHED" | "RETURN_UNCONFIRMED" | "REVIEW" | "SET_UP" | "REFUSED" | "DECLINED" | "PAUSED" | "ENDED" | "STATUS_UNRECOGNISED") | null;
            /**
             * Format: date-time
             * @example 2026-01-15T09:30:00.512Z
             */
            since: string | null;
            /**
             * @description Who has to act next.
             * @example CONSUMER
             */
            owner: ("USER" | "PORTICO" | "VENDOR" | "CONSUMER") | null;
            /** @example Create a grant and send the user to its onboarding_url. */
            next_action: string;
        };
        JourneyListDto: {
            /**
             * @description Give it as cursor for the next page; null on the last one. A request examines fifty journeys at most, so a page may have fewer than limit, or none, and still another one behind it.
             * @example null
             */
            next_cursor: string | null;
            journeys: components["schemas"]["ListedJourneyDto"][];
        };
        TrackedJourneyDto: {
            /**
             * @example onboarding
             * @enum {string}
             */
            journey: "onboarding" | "consent";
            /**
             * Format: uuid
             * @description Portico's id; null where nothing came of the request.
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            journey_id: string | null;
            /**
             * @description The vendor's id: customer_id, or consent handle.
             * @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10
             */
            reference: string | null;
            /**
             * @description The vendor's word for how it stands, as last confirmed.
             * @example INIT
             */
            status: string | null;
            /** @description On whose word, since when, and until when the status may be relied on. */
            claim: components["schemas"]["ClaimDto"] | null;
            /**
             * @description Where it waits; null: nothing is waited for any more. ERASED: The person or company was erased: nothing is done for it any more. REQUEST_OPEN: The vendor's answer to the first request is awaited. REQUEST_REFUSED: The vendor refused the first request. REQUEST_FAILED: The first request did not reach the vendor, or it failed without effect. REQUEST_UNKNOWN: The answer to the first request was lost: whether the vendor acted is being found out. CREDENTIALS: The vendor refuses the credentials of Portico. LINK_MISSING: The vendor waits for the user, and no link was asked for since then. LINK_REFUSED: The vendor refused to give a link. LINK_FAILED: The vendor's link was asked for in vain. LINK_NOT_OPENED: The durable link was sent, and its button was not pressed yet. LINK_TO_REOPEN: The user is needed again: the durable link was pressed before, and still works. LINK_EXPIRED: The link has expired, and the user did not come back from it. LINK_REVOKED: The durable link was withdrawn. LINK_LIMIT: The durable link was pressed as often as it may be in one day. LINK_GIVEN: The vendor's one-time link was handed out; whether the user opened it, the vendor does not tell. AT_VENDOR: The user went to the vendor's pages through a durable link. NOT_RETURNED: The user went to the vendor's pages through a durable link and did not come back within their time. LEFT_UNFINISHED: The user came back from the vendor's pages without having finished. RETURN_UNCONFIRMED: The user came back, and the vendor could not be asked how it ended. REVIEW: The vendor reviews what the user submitted. SET_UP: It is approved; the vendor sets things up. REFUSED: The vendor refused the application; it may be corrected. DECLINED: The user said no. PAUSED: The user paused it. ENDED: It was taken back, or its time is over. STATUS_UNRECOGNISED: The vendor reports a status that Portico does not know.
             * @example LINK_EXPIRED
             */
            stuck_at: ("ERASED" | "REQUEST_OPEN" | "REQUEST_REFUSED" | "REQUEST_FAILED" | "REQUEST_UNKNOWN" | "CREDENTIALS" | "LINK_MISSING" | "LINK_REFUSED" | "LINK_FAILED" | "LINK_NOT_OPENED" | "LINK_TO_REOPEN" | "LINK_EXPIRED" | "LINK_REVOKED" | "LINK_LIMIT" | "LINK_GIVEN" | "AT_VENDOR" | "NOT_RETURNED" | "LEFT_UNFINISHED" | "RETURN_UNCONFIRMED" | "REVIEW" | "SET_UP" | "REFUSED" | "DECLINED" | "PAUSED" | "ENDED" | "STATUS_UNRECOGNISED") | null;
            /**
             * Format: date-time
             * @example 2026-01-15T10:00:10.000Z
             */
            since: string | null;
            /**
             * @description Who has to act next.
             * @example CONSUMER
             */
            owner: ("USER" | "PORTICO" | "VENDOR" | "CONSUMER") | null;
            /**
             * @description The fault (see /errors), or how the visit ended, where that is known.
             * @example null
             */
            reason: string | null;
            /**
             * @description What helps.
             * @example Create a grant and send the user to its onboarding_url: the earlier link is used or over, and what the user saved is kept.
             */
            next_action: string;
            /**
             * @description The reference of the consent that this one renews; null of a customer.
             * @example null
             */
            renews: string | null;
            /**
             * @description The reference of the consent that renews this one; null of a customer.
             * @example null
             */
            renewed_by: string | null;
            /** @description Oldest first. */
            timeline: components["schemas"]["TimelineEntryDto"][];
            /** @description Older journeys with the same reference. */
            other_journeys: components["schemas"]["OtherJourneyDto"][];
        };
        DurableLinkDto: {
            /**
             * Format: uuid
             * @example 01890a5d-ac96-774b-bcce-b302099a8057
             */
            link_id: string;
            /**
             * @description The journey that it leads into.
             * @example onboarding
             */
            kind: string;
            /**
             * @description The vendor's id: customer_id, or consent handle.
             * @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10
             */
            reference: string;
            /**
             * @description What a person who opens it finds. OPEN: A button that leads to the vendor. DECIDED: How the journey stands: there is nothing to do at the vendor now. LIMIT: That it was opened too often today; it works again tomorrow. EXPIRED: That its time is over. REVOKED: That it was withdrawn. STOPPED: That it does not work at the moment: an operator has stopped all durable links. ERASED: That it is no longer valid: whom it was for has been erased. CUT_OFF: That it is no longer valid: the consumer that handed it out has been disabled.
             * @example OPEN
             * @enum {string}
             */
            state: "OPEN" | "DECIDED" | "LIMIT" | "EXPIRED" | "REVOKED" | "STOPPED" | "ERASED" | "CUT_OFF";
            /**
             * Format: date-time
             * @example 2026-01-15T09:30:10.000Z
             */
            issued_at: string;
            /**
             * Format: date-time
             * @example 2026-01-22T09:30:10.000Z
             */
            expires_at: string;
            /**
             * Format: date-time
             * @example null
             */
            revoked_at: string | null;
            /**
             * @description How often a person pressed its button.
             * @example 1
             */
            clicks: number;
            /**
             * @description Clicks that may still lead on today.
             * @example 19
             */
            clicks_left_today: number;
            /**
             * Format: date-time
             * @example 2026-01-15T11:42:07.000Z
             */
            last_clicked_at: string | null;
        };
        DurableLinkListDto: {
            /**
             * Format: uuid
             * @description Send it as before to read on; null at the end.
             * @example null
             */
            next_before: string | null;
            links: components["schemas"]["DurableLinkDto"][];
        };
        /**
         * @description A rule that the schema of the request states.
         *
         *     - `required`: is required
         *     - `unknown_member`: is not a field of this request
         *     - `wrong_type`: is of another type
         *     - `wrong_format`: does not fit the pattern or format
         *     - `not_in_list`: is not one of the values that are allowed
         *     - `too_long`: has too many characters
         *     - `too_small`: is a smaller number than allowed
         *     - `too_large`: is a greater number than allowed
         *     - `too_many`: has too many items
         *     - `too_few`: has too few items
         *     - `repeated`: has an item twice
         *     - `not_together`: and consentID cannot be used together
         *     - `all_or_handle`: should not be empty
         * @enum {string}
         */
        SchemaRule: "required" | "unknown_member" | "wrong_type" | "wrong_format" | "not_in_list" | "too_long" | "too_small" | "too_large" | "too_many" | "too_few" | "repeated" | "not_together" | "all_or_handle";
        /**
         * @description A rule for every body: JSON (RFC 8259) as I-JSON (RFC 7493) has it, and within bounds.
         *
         *     - `not_utf8`: the body is not valid UTF-8
         *     - `not_json`: the body is not valid JSON
         *     - `not_an_object`: the body must be a JSON object
         *     - `unexpected_body`: the request takes no body
         *     - `too_deep`: the body is nested too deeply
         *     - `too_complex`: the body holds too many strings, brackets, commas and colons
         *     - `forbidden_name`: the body names a member __proto__ or constructor
         *     - `duplicate_member`: a member stands twice
         *     - `nul_character`: must not contain a NUL character
         *     - `lone_surrogate`: must not contain a lone surrogate
         * @enum {string}
         */
        JsonRule: "not_utf8" | "not_json" | "not_an_object" | "unexpected_body" | "too_deep" | "too_complex" | "forbidden_name" | "duplicate_member" | "nul_character" | "lone_surrogate";
        /**
         * @description A rule that no schema can state.
         *
         *     - `not_a_url`: must be an absolute https URL without user info, with a host and a port that can be parsed (WHATWG URL)
         *     - `not_https`: must be an https URL
         *     - `origin_not_registered`: must have one of the origins registered for the consumer
         *     - `name_repeated`: must not have a name twice in its query: its signed return could not be verified
         *     - `host_not_plain`: must name its host plainly: a name without a dot at its end, or an address in its usual form
         *     - `address_forbidden`: must not lead to a private, local or otherwise special address
         *     - `subscription_limit`: a consumer may have no more subscriptions; disable one first
         *     - `no_public_base_url`: durable links need Portico to be reachable by browsers (PUBLIC_BASE_URL); send one-time
         *     - `not_a_checkpoint`: must be the size of a checkpoint
         *     - `beyond_checkpoint`: must be at most the size of the later checkpoint
         *     - `vua_mismatch`: must be `<partyIdentifierValue>`@onemoney
         *     - `vua_malformed`: must be `<mobile or email>`@onemoney
         *     - `pan_mismatch`: must equal partyIdentifierValue
         *     - `pan_missing`: should not be empty under this productID
         *     - `script_url`: must not contain javascript:
         *     - `durable_for_one`: a durable link is for a single consentHandle, without pan and fipID
         *     - `ends_before_begin`: must be later than the beginning of the period
         *     - `not_decryptable`: cannot be understood
         *     - `names_a_person`: must not have a mail address, a mobile number or a PAN in it: name a ticket, not a person
         * @enum {string}
         */
        BusinessRule: "not_a_url" | "not_https" | "origin_not_registered" | "name_repeated" | "host_not_plain" | "address_forbidden" | "subscription_limit" | "no_public_base_url" | "not_a_checkpoint" | "beyond_checkpoint" | "vua_mismatch" | "vua_malformed" | "pan_mismatch" | "pan_missing" | "script_url" | "durable_for_one" | "ends_before_begin" | "not_decryptable" | "names_a_person";
    };
    responses: {
        /** @description The request breaks a rule. */
        BrokenPath: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description The request did not arrive in time. */
        RequestTimeout: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                /** @description Seconds to wait */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description The body is too large. */
        ContentTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description The body is not JSON. */
        UnsupportedMediaType: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description The headers are too large. */
        HeadersTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description Portico is overloaded. */
        Overloaded: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                /** @description Seconds to wait */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemDto"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description The id of the request: in the log, in the audit log, and as request_id in errors. */
        RequestId: string;
        /** @description The schemes of Authorization (RFC 9110, 11.6.1). */
        WwwAuthenticate: string;
        /** @description Requests that are left, and seconds until there are more; where the consumer has a limit. */
        RateLimit: string;
        /** @description Requests in a minute; where the consumer has a limit. */
        RateLimitPolicy: string;
        /** @description Requests in a minute, where the consumer has a limit. */
        LimitOfMinute: number;
        /** @description Requests that are left, where the consumer has a limit. */
        Remaining: number;
        /** @description When there are more, in Unix seconds; where the consumer has a limit. */
        Reset: number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    echo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came, and when. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EchoDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Portico is overloaded. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    echoMessage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EchoRequestDto"];
            };
        };
        responses: {
            /** @description What came, and when. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EchoDto"];
                };
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Portico is overloaded. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    findHostedCustomer: {
        parameters: {
            query: {
                /** @description The Idempotency-Key of the creating request. */
                idempotency_key: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The customer. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description What made Portico believe the status: WEBHOOK, POLL, or VENDOR_READ */
                    "Portico-Confirmed-By"?: "WEBHOOK" | "POLL" | "VENDOR_READ";
                    /** @description When 1Money said so */
                    "Portico-As-Of"?: string;
                    /** @description From then on the status is to be doubted; absent: never, the status is final */
                    "Portico-Stale-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerDto"];
                };
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The person or company was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description The vendor failed. Each example is one way. */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description There was no answer in time. Each example is one reason. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    createHostedCustomer: {
        parameters: {
            query?: never;
            header: {
                /** @description A fresh UUID for each customer; the same one when the request is repeated. */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateCustomerDto"];
            };
        };
        responses: {
            /** @description The customer. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description true when the answer is the one of the first request with this key */
                    "Idempotent-Replayed"?: "true";
                    /** @description The path of the customer */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerDto"];
                };
            };
            /** @description The request breaks a rule. Each example is one rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request conflicts with how things stand. Each example is one reason. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description It is gone. Each example is one reason. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The Idempotency-Key was used with another body. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description The vendor failed. Each example is one way. */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description There was no answer in time. Each example is one reason. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getHostedCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that 1Money gave the customer; opaque. */
                customer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The customer. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description What made Portico believe the status: WEBHOOK, POLL, or VENDOR_READ */
                    "Portico-Confirmed-By"?: "WEBHOOK" | "POLL" | "VENDOR_READ";
                    /** @description When 1Money said so */
                    "Portico-As-Of"?: string;
                    /** @description From then on the status is to be doubted; absent: never, the status is final */
                    "Portico-Stale-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerDto"];
                };
            };
            400: components["responses"]["BrokenPath"];
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The person or company was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description The vendor failed. Each example is one way. */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description There was no answer in time. Each example is one reason. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    createOnboardingGrant: {
        parameters: {
            query?: {
                /** @description true: judges every rule of the request, without an effect, and answers what would be sent to the vendor (200), or all that would be refused (422). The Idempotency-Key is not used. */
                dry_run?: "true" | "false";
            };
            header?: {
                /** @description A fresh UUID for each link; the same one when the request is repeated. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateGrantDto"];
            };
        };
        responses: {
            /** @description Of a dry run: no rule is broken. What would be sent to the vendor. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DryRunDto"];
                };
            };
            /** @description The grant, with its link. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description true when the answer is the one of the first request with this key */
                    "Idempotent-Replayed"?: "true";
                    /** @description Only of a durable link: by it the link is inspected and revoked */
                    "Portico-Link-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantDto"];
                };
            };
            /** @description The request breaks a rule. Each example is one rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request conflicts with how things stand. Each example is one reason. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description It is gone. Each example is one reason. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request cannot be carried out as it stands. Each example is one reason. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests. Each example is one limit. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description The vendor failed. Each example is one way. */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description There was no answer in time. Each example is one reason. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listOnboardingGrants: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that 1Money gave the customer; opaque. */
                customer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The grants. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantListDto"];
                };
            };
            400: components["responses"]["BrokenPath"];
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The person or company was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listCustomers: {
        parameters: {
            query?: {
                /** @description From 1. */
                page?: number;
                /** @description Customers on a page; 10 if it is not given. */
                size?: number;
                /** @description Older than `page`: from 0. */
                page_num?: number;
                /** @description Older than `size`. */
                page_size?: number;
                /** @description Only those in this KYB status, in upper or lower case. */
                kyb_status?: "INIT" | "init" | "PENDING_REVIEW" | "pending_review" | "UNDER_REVIEW" | "under_review" | "PENDING_RESPONSE" | "pending_response" | "REJECTED" | "rejected" | "APPROVED" | "approved" | "ESCALATED" | "escalated" | "PENDING_APPROVAL" | "pending_approval" | "PROVISIONING" | "provisioning";
                /** @description Only those that were created at this instant or later. Portico's own: 1Money's list has no such filter. */
                since?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of customers. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerListDto"];
                };
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description The vendor failed. Each example is one way. */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description There was no answer in time. Each example is one reason. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    requestConsent: {
        parameters: {
            query?: {
                /** @description true: judges every rule of the request, without an effect, and answers what would be sent to the vendor (200), or all that would be refused (422). The Idempotency-Key is not used. */
                dry_run?: "true" | "false";
            };
            header?: {
                /** @description A fresh UUID for each consent; the same one when the request is repeated. FinPro has none, so it may be left out. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RequestConsentDto"];
            };
        };
        responses: {
            /** @description The consent is requested; send the user to the link. Of a dry run: no rule is broken. What would be sent to the vendor. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "X-RateLimit-Limit": components["headers"]["LimitOfMinute"];
                    "X-RateLimit-Remaining": components["headers"]["Remaining"];
                    "X-RateLimit-Reset": components["headers"]["Reset"];
                    /** @description true when the answer is the one of the first request with this key */
                    "Idempotent-Replayed"?: "true";
                    /** @description Only of a durable link: by it the link is inspected and revoked */
                    "Portico-Link-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentRequestedDto"] | components["schemas"]["DryRunDto"];
                };
            };
            /** @description The request breaks a rule. Each example is one rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The request conflicts with how things stand. Each example is one reason. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description It is gone. Each example is one reason. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The request cannot be carried out as it stands. Each example is one reason. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests. Each example is one limit. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "X-RateLimit-Limit": components["headers"]["LimitOfMinute"];
                    "X-RateLimit-Remaining": components["headers"]["Remaining"];
                    "X-RateLimit-Reset": components["headers"]["Reset"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description The vendor failed. Each example is one way. */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description There was no answer in time. Each example is one reason. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
        };
    };
    createConsentLink: {
        parameters: {
            query?: {
                /** @description true: judges every rule of the request, without an effect, and answers what would be sent to the vendor (200), or all that would be refused (422). The Idempotency-Key is not used. */
                dry_run?: "true" | "false";
            };
            header?: {
                /** @description A fresh UUID for each link; the same one when the request is repeated. FinPro has none, so it may be left out. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FreshLinkDto"];
            };
        };
        responses: {
            /** @description The fresh link. Of a dry run: no rule is broken. What would be sent to the vendor. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "X-RateLimit-Limit": components["headers"]["LimitOfMinute"];
                    "X-RateLimit-Remaining": components["headers"]["Remaining"];
                    "X-RateLimit-Reset": components["headers"]["Reset"];
                    /** @description true when the answer is the one of the first request with this key */
                    "Idempotent-Replayed"?: "true";
                    /** @description Only of a durable link: by it the link is inspected and revoked */
                    "Portico-Link-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkCreatedDto"] | components["schemas"]["DryRunDto"];
                };
            };
            /** @description The request breaks a rule. Each example is one rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description A request with this Idempotency-Key is in flight. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description It is gone. Each example is one reason. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The request cannot be carried out as it stands. Each example is one reason. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "X-RateLimit-Limit": components["headers"]["LimitOfMinute"];
                    "X-RateLimit-Remaining": components["headers"]["Remaining"];
                    "X-RateLimit-Reset": components["headers"]["Reset"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description The vendor failed. Each example is one way. */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description There was no answer in time. Each example is one reason. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
        };
    };
    getConsentJourney: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                consent_handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The journey. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JourneyDto"];
                };
            };
            400: components["responses"]["BrokenPath"];
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The person or company was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listConsentReceipts: {
        parameters: {
            query?: {
                /** @description Receipts in a page. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                consent_handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of receipts. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentReceiptPageDto"];
                };
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The person or company was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listConsentJourneys: {
        parameters: {
            query?: {
                /** @description Journeys in a page. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Only those with this accountID. */
                account_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of journeys. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JourneyPageDto"];
                };
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listConsents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConsentListDto"];
            };
        };
        responses: {
            /** @description The consents. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "X-RateLimit-Limit": components["headers"]["LimitOfMinute"];
                    "X-RateLimit-Remaining": components["headers"]["Remaining"];
                    "X-RateLimit-Reset": components["headers"]["Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentListedDto"];
                };
            };
            /** @description The request breaks a rule. Each example is one rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "X-RateLimit-Limit": components["headers"]["LimitOfMinute"];
                    "X-RateLimit-Remaining": components["headers"]["Remaining"];
                    "X-RateLimit-Reset": components["headers"]["Reset"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description The vendor failed. Each example is one way. */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description There was no answer in time. Each example is one reason. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
        };
    };
    decryptConsentReturn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecryptReturnDto"];
            };
        };
        responses: {
            /** @description What the browser brought back, confirmed. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "X-RateLimit-Limit": components["headers"]["LimitOfMinute"];
                    "X-RateLimit-Remaining": components["headers"]["Remaining"];
                    "X-RateLimit-Reset": components["headers"]["Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReturnDecryptedDto"];
                };
            };
            /** @description The request breaks a rule. Each example is one rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The person or company was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "X-RateLimit-Limit": components["headers"]["LimitOfMinute"];
                    "X-RateLimit-Remaining": components["headers"]["Remaining"];
                    "X-RateLimit-Reset": components["headers"]["Reset"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description The vendor failed. Each example is one way. */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description There was no answer in time. Each example is one reason. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
        };
    };
    revokeConsent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevokeConsentDto"];
            };
        };
        responses: {
            /** @description It is revoked. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "X-RateLimit-Limit": components["headers"]["LimitOfMinute"];
                    "X-RateLimit-Remaining": components["headers"]["Remaining"];
                    "X-RateLimit-Reset": components["headers"]["Reset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuccessDto"];
                };
            };
            /** @description The request breaks a rule. Each example is one rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "X-RateLimit-Limit": components["headers"]["LimitOfMinute"];
                    "X-RateLimit-Remaining": components["headers"]["Remaining"];
                    "X-RateLimit-Reset": components["headers"]["Reset"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description The vendor failed. Each example is one way. */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
            /** @description There was no answer in time. Each example is one reason. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinproErrorDto"];
                };
            };
        };
    };
    getJourney: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description journey_id; the vendor's id (customer_id, consent handle); or the consumer's own: the Idempotency-Key of the first request, or the accountID of a consent (one that is . or .. cannot stand in a path: GET /v1/consents?account_id= finds it). */
                reference: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The journey, and where it waits. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrackedJourneyDto"];
                };
            };
            400: components["responses"]["BrokenPath"];
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    openDurableLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The secret of the link. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The button that leads to the vendor; or how the journey stands. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description There is no such link. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The link has expired or was revoked, the person's data was erased, or the consumer was disabled. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The link was opened too often today. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The headers are too large. */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The database cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    followDurableLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The secret of the link. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @description Of the page on which the button was pressed; without it, or with another value, it is no click, and the page is shown again (200). */
                    click?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description How the journey stands now; or, to a request that a later one of the same click has overtaken, the page with the button again. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description On to the vendor's page. */
            303: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description There is no such link. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The vendor refused: that it cannot be opened now, and whom to turn to. There is no button, since trying again would not help. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The link has expired or was revoked, the person's data was erased, or the consumer was disabled. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The link was opened too often today. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The headers are too large. */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The vendor failed; the button can be pressed again. */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The vendor or the database is out of reach; the button can be pressed again. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The vendor was too slow; the button can be pressed again. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    probeDurableLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The secret of the link. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link leads to a page. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description There is no such link. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The link has expired or was revoked, the person's data was erased, or the consumer was disabled. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The link was opened too often today. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The headers are too large. */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The database cannot be reached. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getDurableLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As answered where links are listed. */
                link_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The durable link. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DurableLinkDto"];
                };
            };
            400: components["responses"]["BrokenPath"];
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listDurableLinks: {
        parameters: {
            query?: {
                /** @description Only links of this customer (customer_id) or consent (handle). */
                reference?: string;
                /** @description Only links that are older than this one: next_before of the page before. */
                before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of durable links. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DurableLinkListDto"];
                };
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    revokeDurableLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As answered where links are listed. */
                link_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The durable link. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DurableLinkDto"];
                };
            };
            400: components["responses"]["BrokenPath"];
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description The next_cursor of the page before; none: from the beginning. */
                cursor?: string;
                /** @description Events in a page. */
                limit?: number;
                /** @description Seconds to wait for an event when there is none. */
                wait?: number;
                /** @description Types of events, separated by commas; none: all. */
                types?: ("onboarding.customer.created" | "onboarding.customer.status_changed" | "onboarding.customer.returned" | "consent.created" | "consent.status_changed" | "consent.returned" | "consent.expiring" | "link.opened" | "link.left" | "journey.stalled")[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events, and where to go on. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPageDto"];
                };
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests. Each example is one limit. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listWebhookSubscriptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The subscriptions. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionListDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    createWebhookSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description A fresh UUID for each change; the same one when the request is repeated, which then answers the same bytes. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSubscriptionDto"];
            };
        };
        responses: {
            /** @description The subscription, with its secret. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description true when the answer is the one of the first request with this key */
                    "Idempotent-Replayed"?: "true";
                    /** @description The path of the subscription */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionWithSecretDto"];
                };
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The Idempotency-Key was used with another body. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getWebhookSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The subscription. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionDto"];
                };
            };
            400: components["responses"]["BrokenPath"];
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description Only those in this state. */
                state?: "PENDING" | "DELIVERED" | "DEAD";
                /** @description The event_id of the last delivery of the page before. */
                before?: string;
                /** @description Deliveries in a page. */
                limit?: number;
            };
            header?: never;
            path: {
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deliveries. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryListDto"];
                };
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    redeliverWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A fresh UUID for each change; the same one when the request is repeated, which then answers the same bytes. */
                "Idempotency-Key"?: string;
            };
            path: {
                subscription_id: string;
                event_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, which is under way again. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description true when the answer is the one of the first request with this key */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryDto"];
                };
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The subscription is disabled. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            /** @description The Idempotency-Key was used with another body. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description A fresh UUID for each change; the same one when the request is repeated, which then answers the same bytes. */
                "Idempotency-Key"?: string;
            };
            path: {
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The subscription, with its secret. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description true when the answer is the one of the first request with this key */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionWithSecretDto"];
                };
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            /** @description The Idempotency-Key was used with another body. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    disableWebhookSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The subscription. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionDto"];
                };
            };
            400: components["responses"]["BrokenPath"];
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listAuditEvents: {
        parameters: {
            query?: {
                /** @description Whom the entries are about: with it come also those in which no consumer acts, such as a browser that came back. */
                subject?: string;
                /**
                 * @description What the entries are about, by an id that you know: a customer_id, a consent handle, an accountID, a journey_id,
                 *     or the X-Request-Id of an answer. Of several journeys the newest counts. An entry names its person or business, so
                 *     a consent handle finds the entries of all consents of its person.
                 */
                reference?: string;
                /** @description Who acted. You see your own. */
                consumer?: string;
                /** @description What was done. */
                action?: "onboarding.customer.create" | "onboarding.grant.create" | "onboarding.status.observed" | "onboarding.return" | "link.issue" | "link.click" | "link.revoke" | "audit.month.dropped" | "audit.log.recovered" | "audit.key.rotated" | "privacy.subject.erased" | "privacy.subject.found" | "privacy.subject.shown" | "privacy.subject.revealed" | "privacy.subject.exported" | "privacy.evidence.made" | "consent.request" | "consent.link.create" | "consent.revoke" | "consent.status.observed" | "consent.expiring" | "consent.return" | "webhook.refused" | "events.subscription.create" | "events.subscription.rotate" | "events.subscription.disable" | "events.delivery.redeliver" | "keys.rotate" | "keys.rewrap" | "keys.retire" | "vendors.rotate" | "consumers.create" | "consumers.rotate" | "consumers.update" | "consumers.enable" | "consumers.disable" | "access.failed" | "access.refused" | "access.personal" | "operators.create" | "operators.rotate" | "operators.disable" | "operators.enable" | "console.login" | "operator.stop" | "operator.resume" | "operator.journey.ask" | "operator.event.redeliver" | "operator.log.export";
                /** @description How it ended. Entries of the phase INTENT have no result. */
                result?: components["schemas"]["AuditResult"];
                /** @description From this instant on. */
                since?: string;
                /** @description Before this instant. */
                until?: string;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Entries in a page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEventListDto"];
                };
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getAuditEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entry. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEventDto"];
                };
            };
            400: components["responses"]["BrokenPath"];
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getAuditEventProof: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receipt */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["BrokenPath"];
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The entry is not sealed yet. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getAuditCheckpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checkpoint */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The entry is not sealed yet. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getAuditConsistency: {
        parameters: {
            query: {
                /** @description The size of the checkpoint that you have. */
                from: number;
                /** @description The size of a later checkpoint; the newest when left out. */
                to?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The proof */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The entry is not sealed yet. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    findLightweightCustomer: {
        parameters: {
            query: {
                /** @description The Idempotency-Key of the creating request. */
                idempotency_key: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The customer. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description What made Portico believe the status: WEBHOOK, POLL, or VENDOR_READ */
                    "Portico-Confirmed-By"?: "WEBHOOK" | "POLL" | "VENDOR_READ";
                    /** @description When 1Money said so */
                    "Portico-As-Of"?: string;
                    /** @description From then on the status is to be doubted; absent: never, the status is final */
                    "Portico-Stale-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerDto"];
                };
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The person or company was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description The vendor failed. Each example is one way. */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description There was no answer in time. Each example is one reason. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    createLightweightCustomer: {
        parameters: {
            query?: never;
            header: {
                /** @description A fresh UUID for each customer; the same one when the request is repeated. */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateCustomerDto"];
            };
        };
        responses: {
            /** @description The customer. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description true when the answer is the one of the first request with this key */
                    "Idempotent-Replayed"?: "true";
                    /** @description The path of the customer */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerDto"];
                };
            };
            /** @description The request breaks a rule. Each example is one rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request conflicts with how things stand. Each example is one reason. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description It is gone. Each example is one reason. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The Idempotency-Key was used with another body. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description The vendor failed. Each example is one way. */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description There was no answer in time. Each example is one reason. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that 1Money gave the customer; opaque. */
                customer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The customer with all that 1Money tells. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description What made Portico believe the status: WEBHOOK, POLL, or VENDOR_READ */
                    "Portico-Confirmed-By"?: "WEBHOOK" | "POLL" | "VENDOR_READ";
                    /** @description When 1Money said so */
                    "Portico-As-Of"?: string;
                    /** @description From then on the status is to be doubted; absent: never, the status is final */
                    "Portico-Stale-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FullCustomerDto"];
                };
            };
            400: components["responses"]["BrokenPath"];
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The person or company was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description The vendor failed. Each example is one way. */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description There was no answer in time. Each example is one reason. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    createOnboardingLink: {
        parameters: {
            query?: {
                /** @description true: judges every rule of the request, without an effect, and answers what would be sent to the vendor (200), or all that would be refused (422). The Idempotency-Key is not used. */
                dry_run?: "true" | "false";
            };
            header?: {
                /** @description A fresh UUID for each link; the same one when the request is repeated. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The id that 1Money gave the customer; opaque. */
                customer_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateOnboardingLinkDto"];
            };
        };
        responses: {
            /** @description Of a dry run: no rule is broken. What would be sent to the vendor. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DryRunDto"];
                };
            };
            /** @description The grant, with its link. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description true when the answer is the one of the first request with this key */
                    "Idempotent-Replayed"?: "true";
                    /** @description Only of a durable link: by it the link is inspected and revoked */
                    "Portico-Link-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantDto"];
                };
            };
            /** @description The request breaks a rule. Each example is one rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request conflicts with how things stand. Each example is one reason. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description It is gone. Each example is one reason. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request cannot be carried out as it stands. Each example is one reason. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests. Each example is one limit. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description The vendor failed. Each example is one way. */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description There was no answer in time. Each example is one reason. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description A part does not work */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthDto"];
                };
            };
        };
    };
    getReturnKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys; the one that signs now comes first. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReturnKeysDto"];
                };
            };
            408: components["responses"]["RequestTimeout"];
            431: components["responses"]["HeadersTooLarge"];
            503: components["responses"]["Overloaded"];
        };
    };
    receiveOneMoneyWebhook: {
        parameters: {
            query?: never;
            header: {
                /** @description Unix time in seconds, covered by the signature; five minutes either way. */
                "X-Webhook-Timestamp": string;
                /** @description HMAC-SHA256 over the raw body, as the vendor makes it; its name, encoding and what it covers can be configured. */
                "X-Webhook-Signature": string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description Whatever the vendor signs, a JSON object as a rule. Nothing in it is believed: it only makes Portico ask. What cannot be understood, or is no JSON, is kept and answered 200 as well, since the vendor would only send the same again. */
        requestBody?: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description Stored, or known already. No body. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not signed by 1Money, or not now. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Which header the signature stands in. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            431: components["responses"]["HeadersTooLarge"];
            503: components["responses"]["Overloaded"];
        };
    };
    receiveOneMoneyAccountWebhook: {
        parameters: {
            query?: never;
            header: {
                /** @description Unix time in seconds, covered by the signature; five minutes either way. */
                "X-Webhook-Timestamp": string;
                /** @description HMAC-SHA256 over the raw body, as the vendor makes it; its name, encoding and what it covers can be configured. */
                "X-Webhook-Signature": string;
            };
            path: {
                /** @description A name in VENDOR_ACCOUNTS. */
                account: string;
            };
            cookie?: never;
        };
        /** @description Whatever the vendor signs, a JSON object as a rule. Nothing in it is believed: it only makes Portico ask. What cannot be understood, or is no JSON, is kept and answered 200 as well, since the vendor would only send the same again. */
        requestBody?: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description Stored, or known already. No body. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BrokenPath"];
            /** @description Not signed by 1Money, or not now. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Which header the signature stands in. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            431: components["responses"]["HeadersTooLarge"];
            503: components["responses"]["Overloaded"];
        };
    };
    receiveFinproWebhook: {
        parameters: {
            query?: never;
            header: {
                /** @description HMAC-SHA256 over the raw body, as the vendor makes it; its name, encoding and what it covers can be configured. */
                "X-Webhook-Signature": string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description Whatever the vendor signs, a JSON object as a rule. Nothing in it is believed: it only makes Portico ask. What cannot be understood, or is no JSON, is kept and answered 200 as well, since the vendor would only send the same again. */
        requestBody?: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description Stored, or known already. No body. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not signed by FinPro, or not now. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Which header the signature stands in. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            431: components["responses"]["HeadersTooLarge"];
            503: components["responses"]["Overloaded"];
        };
    };
    receiveFinproAccountWebhook: {
        parameters: {
            query?: never;
            header: {
                /** @description HMAC-SHA256 over the raw body, as the vendor makes it; its name, encoding and what it covers can be configured. */
                "X-Webhook-Signature": string;
            };
            path: {
                /** @description A name in VENDOR_ACCOUNTS. */
                account: string;
            };
            cookie?: never;
        };
        /** @description Whatever the vendor signs, a JSON object as a rule. Nothing in it is believed: it only makes Portico ask. What cannot be understood, or is no JSON, is kept and answered 200 as well, since the vendor would only send the same again. */
        requestBody?: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description Stored, or known already. No body. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BrokenPath"];
            /** @description Not signed by FinPro, or not now. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Which header the signature stands in. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            431: components["responses"]["HeadersTooLarge"];
            503: components["responses"]["Overloaded"];
        };
    };
    returnFromOnboarding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description One-time, made by Portico for the link. Whatever the vendor appends to the address does no harm. */
                state: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The grant had no redirect_url; or the browser only fetched ahead, and nothing happened. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description On to the redirect_url of the grant, with customer_id and status. */
            303: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description There is no such return address. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The browser came back through this address before, or whom it was for was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The headers are too large. */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The database cannot commit; the address still works. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    returnFromOnboardingByQuery: {
        parameters: {
            query: {
                /** @description As in the path. */
                state: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As returnFromOnboarding. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description As returnFromOnboarding. */
            303: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description As returnFromOnboarding. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description As returnFromOnboarding. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The headers are too large. */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description As returnFromOnboarding. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    returnFromConsent: {
        parameters: {
            query: {
                /** @description Who says it. */
                fi: string;
                /** @description 15 digits. */
                resdate: string;
                /** @description What the Account Aggregator says, encrypted. */
                ecres: string;
            };
            header?: never;
            path: {
                /** @description One-time, made by Portico for the link. Whatever the vendor appends to the address does no harm. */
                state: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request had no redirectUrl; or the browser only fetched ahead, and nothing happened. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description On to the redirectUrl, with consent_handle and status (APPROVED, REJECTED, FAILED, ABANDONED, or PENDING while FinPro has not confirmed). */
            303: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What the browser brought is not the answer to this visit; nothing changed. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description There is no such return address. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The browser came back through this address before, or whom it was for was erased. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The headers are too large. */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The database cannot commit; the address still works. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    returnFromConsentByQuery: {
        parameters: {
            query: {
                /** @description Who says it. */
                fi: string;
                /** @description 15 digits. */
                resdate: string;
                /** @description What the Account Aggregator says, encrypted. */
                ecres: string;
                /** @description As in the path. */
                state: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As returnFromConsent. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description As returnFromConsent. */
            303: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description As returnFromConsent. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description As returnFromConsent. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description As returnFromConsent. */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The headers are too large. */
            431: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description As returnFromConsent. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    listJourneys: {
        parameters: {
            query?: {
                /** @description Only those with this status of the vendor, as last confirmed: a KYB status, or a consent's. */
                state?: string;
                /** @description Only those that wait here. */
                stuck_at?: "ERASED" | "REQUEST_OPEN" | "REQUEST_REFUSED" | "REQUEST_FAILED" | "REQUEST_UNKNOWN" | "CREDENTIALS" | "LINK_MISSING" | "LINK_REFUSED" | "LINK_FAILED" | "LINK_NOT_OPENED" | "LINK_TO_REOPEN" | "LINK_EXPIRED" | "LINK_REVOKED" | "LINK_LIMIT" | "LINK_GIVEN" | "AT_VENDOR" | "NOT_RETURNED" | "LEFT_UNFINISHED" | "RETURN_UNCONFIRMED" | "REVIEW" | "SET_UP" | "REFUSED" | "DECLINED" | "PAUSED" | "ENDED" | "STATUS_UNRECOGNISED";
                /** @description Only those that began at this instant or later. */
                since?: string;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Journeys in a page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of journeys. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JourneyListDto"];
                };
            };
            /** @description The request breaks a rule. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Credentials are missing or wrong. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer may not do this. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The request did not arrive in time. */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The consumer sends too many requests. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            431: components["responses"]["HeadersTooLarge"];
            /** @description Not at the moment; try again after Retry-After. Each example is one reason. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    on_onboarding_customer_created: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event; the same in every attempt.
                 * @example 019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4
                 */
                "webhook-id": string;
                /**
                 * @description When the attempt was made, Unix time in seconds.
                 * @example 1768470072
                 */
                "webhook-timestamp": string;
                /**
                 * @description v1 and the HMAC-SHA256 over id, timestamp and body, joined by full stops; two of them while a secret is replaced.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4",
                 *       "type": "onboarding.customer.created",
                 *       "timestamp": "2026-01-15T09:41:12.340Z",
                 *       "data": {
                 *         "customer_id": "0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10",
                 *         "status": "INIT",
                 *         "revision": 0,
                 *         "confirmed_by": "VENDOR_READ",
                 *         "as_of": "2026-01-15T09:41:12.301Z",
                 *         "stale_after": "2026-01-15T09:43:12.301Z"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** Format: uuid */
                    id: string;
                    /** @constant */
                    type: "onboarding.customer.created";
                    /** Format: date-time */
                    timestamp: string;
                    data: {
                        /**
                         * @description The vendor's id of the customer.
                         * @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10
                         */
                        customer_id: string;
                        /**
                         * @description The KYB status at the vendor.
                         * @example INIT
                         */
                        status: string;
                        /**
                         * @description Grows by one with each change of the status: the higher one is the later.
                         * @example 0
                         */
                        revision: number;
                        /**
                         * @description What made Portico ask the vendor.
                         * @example VENDOR_READ
                         * @enum {string}
                         */
                        confirmed_by: "REDIRECT_HINT" | "WEBHOOK" | "POLL" | "VENDOR_READ";
                        /**
                         * Format: date-time
                         * @description When the vendor said so.
                         * @example 2026-01-15T09:41:12.301Z
                         */
                        as_of: string;
                        /**
                         * Format: date-time
                         * @description From then on the status is not reliable; null: it is final.
                         * @example 2026-01-15T09:43:12.301Z
                         */
                        stale_after: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description Taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Send nothing more here. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_onboarding_customer_status_changed: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event; the same in every attempt.
                 * @example 019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4
                 */
                "webhook-id": string;
                /**
                 * @description When the attempt was made, Unix time in seconds.
                 * @example 1768470072
                 */
                "webhook-timestamp": string;
                /**
                 * @description v1 and the HMAC-SHA256 over id, timestamp and body, joined by full stops; two of them while a secret is replaced.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4",
                 *       "type": "onboarding.customer.status_changed",
                 *       "timestamp": "2026-01-15T09:41:12.340Z",
                 *       "data": {
                 *         "customer_id": "0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10",
                 *         "status": "PENDING_REVIEW",
                 *         "revision": 1,
                 *         "confirmed_by": "WEBHOOK",
                 *         "as_of": "2026-01-15T09:41:12.301Z",
                 *         "stale_after": "2026-01-15T09:43:12.301Z",
                 *         "previous_status": "INIT"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** Format: uuid */
                    id: string;
                    /** @constant */
                    type: "onboarding.customer.status_changed";
                    /** Format: date-time */
                    timestamp: string;
                    data: {
                        /**
                         * @description The vendor's id of the customer.
                         * @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10
                         */
                        customer_id: string;
                        /**
                         * @description The KYB status at the vendor.
                         * @example PENDING_REVIEW
                         */
                        status: string;
                        /**
                         * @description Grows by one with each change of the status: the higher one is the later.
                         * @example 1
                         */
                        revision: number;
                        /**
                         * @description What made Portico ask the vendor.
                         * @example WEBHOOK
                         * @enum {string}
                         */
                        confirmed_by: "REDIRECT_HINT" | "WEBHOOK" | "POLL" | "VENDOR_READ";
                        /**
                         * Format: date-time
                         * @description When the vendor said so.
                         * @example 2026-01-15T09:41:12.301Z
                         */
                        as_of: string;
                        /**
                         * Format: date-time
                         * @description From then on the status is not reliable; null: it is final.
                         * @example 2026-01-15T09:43:12.301Z
                         */
                        stale_after: string | null;
                        /**
                         * @description The last status known before; steps between may be missing.
                         * @example INIT
                         */
                        previous_status: string;
                    };
                };
            };
        };
        responses: {
            /** @description Taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Send nothing more here. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_onboarding_customer_returned: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event; the same in every attempt.
                 * @example 019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4
                 */
                "webhook-id": string;
                /**
                 * @description When the attempt was made, Unix time in seconds.
                 * @example 1768470072
                 */
                "webhook-timestamp": string;
                /**
                 * @description v1 and the HMAC-SHA256 over id, timestamp and body, joined by full stops; two of them while a secret is replaced.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4",
                 *       "type": "onboarding.customer.returned",
                 *       "timestamp": "2026-01-15T09:41:12.340Z",
                 *       "data": {
                 *         "customer_id": "0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10",
                 *         "status": "PENDING_REVIEW",
                 *         "revision": 1,
                 *         "confirmed_by": "VENDOR_READ",
                 *         "as_of": "2026-01-15T09:41:12.301Z",
                 *         "stale_after": "2026-01-15T09:43:12.301Z",
                 *         "grant_id": "01890a5d-ac96-774b-bcce-b302099a8057"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** Format: uuid */
                    id: string;
                    /** @constant */
                    type: "onboarding.customer.returned";
                    /** Format: date-time */
                    timestamp: string;
                    data: {
                        /**
                         * @description The vendor's id of the customer.
                         * @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10
                         */
                        customer_id: string;
                        /**
                         * @description The KYB status at the vendor.
                         * @example PENDING_REVIEW
                         */
                        status: string;
                        /**
                         * @description Grows by one with each change of the status: the higher one is the later.
                         * @example 1
                         */
                        revision: number;
                        /**
                         * @description What made Portico ask the vendor.
                         * @example VENDOR_READ
                         * @enum {string}
                         */
                        confirmed_by: "REDIRECT_HINT" | "WEBHOOK" | "POLL" | "VENDOR_READ";
                        /**
                         * Format: date-time
                         * @description When the vendor said so.
                         * @example 2026-01-15T09:41:12.301Z
                         */
                        as_of: string;
                        /**
                         * Format: date-time
                         * @description From then on the status is not reliable; null: it is final.
                         * @example 2026-01-15T09:43:12.301Z
                         */
                        stale_after: string | null;
                        /**
                         * Format: uuid
                         * @description The grant whose return address was used.
                         * @example 01890a5d-ac96-774b-bcce-b302099a8057
                         */
                        grant_id: string;
                    };
                };
            };
        };
        responses: {
            /** @description Taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Send nothing more here. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_consent_created: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event; the same in every attempt.
                 * @example 019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4
                 */
                "webhook-id": string;
                /**
                 * @description When the attempt was made, Unix time in seconds.
                 * @example 1768470072
                 */
                "webhook-timestamp": string;
                /**
                 * @description v1 and the HMAC-SHA256 over id, timestamp and body, joined by full stops; two of them while a secret is replaced.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4",
                 *       "type": "consent.created",
                 *       "timestamp": "2026-01-15T09:41:12.340Z",
                 *       "data": {
                 *         "consent_handle": "3a3f2d96-fc3b-42e5-804f-e65d10a4be98",
                 *         "consent_id": null,
                 *         "status": "PENDING",
                 *         "revision": 0,
                 *         "confirmed_by": "VENDOR_READ",
                 *         "as_of": "2026-01-15T09:41:12.301Z",
                 *         "stale_after": "2026-01-15T09:43:12.301Z"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** Format: uuid */
                    id: string;
                    /** @constant */
                    type: "consent.created";
                    /** Format: date-time */
                    timestamp: string;
                    data: {
                        /**
                         * @description The vendor's handle of the consent.
                         * @example 3a3f2d96-fc3b-42e5-804f-e65d10a4be98
                         */
                        consent_handle: string;
                        /**
                         * @description The vendor's id of the consent; null until it is approved.
                         * @example null
                         */
                        consent_id: string | null;
                        /**
                         * @description The status of the consent at the vendor.
                         * @example PENDING
                         */
                        status: string;
                        /**
                         * @description Grows by one with each change of the status: the higher one is the later.
                         * @example 0
                         */
                        revision: number;
                        /**
                         * @description What made Portico ask the vendor.
                         * @example VENDOR_READ
                         * @enum {string}
                         */
                        confirmed_by: "REDIRECT_HINT" | "WEBHOOK" | "POLL" | "VENDOR_READ";
                        /**
                         * Format: date-time
                         * @description When the vendor said so.
                         * @example 2026-01-15T09:41:12.301Z
                         */
                        as_of: string;
                        /**
                         * Format: date-time
                         * @description From then on the status is not reliable; null: it is final.
                         * @example 2026-01-15T09:43:12.301Z
                         */
                        stale_after: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description Taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Send nothing more here. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_consent_status_changed: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event; the same in every attempt.
                 * @example 019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4
                 */
                "webhook-id": string;
                /**
                 * @description When the attempt was made, Unix time in seconds.
                 * @example 1768470072
                 */
                "webhook-timestamp": string;
                /**
                 * @description v1 and the HMAC-SHA256 over id, timestamp and body, joined by full stops; two of them while a secret is replaced.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4",
                 *       "type": "consent.status_changed",
                 *       "timestamp": "2026-01-15T09:41:12.340Z",
                 *       "data": {
                 *         "consent_handle": "3a3f2d96-fc3b-42e5-804f-e65d10a4be98",
                 *         "consent_id": "bf0cda0b-776c-4104-a4f8-5bcd69764125",
                 *         "status": "ACTIVE",
                 *         "revision": 1,
                 *         "confirmed_by": "WEBHOOK",
                 *         "as_of": "2026-01-15T09:41:12.301Z",
                 *         "stale_after": "2026-01-15T09:43:12.301Z",
                 *         "previous_status": "PENDING"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** Format: uuid */
                    id: string;
                    /** @constant */
                    type: "consent.status_changed";
                    /** Format: date-time */
                    timestamp: string;
                    data: {
                        /**
                         * @description The vendor's handle of the consent.
                         * @example 3a3f2d96-fc3b-42e5-804f-e65d10a4be98
                         */
                        consent_handle: string;
                        /**
                         * @description The vendor's id of the consent; null until it is approved.
                         * @example bf0cda0b-776c-4104-a4f8-5bcd69764125
                         */
                        consent_id: string | null;
                        /**
                         * @description The status of the consent at the vendor.
                         * @example ACTIVE
                         */
                        status: string;
                        /**
                         * @description Grows by one with each change of the status: the higher one is the later.
                         * @example 1
                         */
                        revision: number;
                        /**
                         * @description What made Portico ask the vendor.
                         * @example WEBHOOK
                         * @enum {string}
                         */
                        confirmed_by: "REDIRECT_HINT" | "WEBHOOK" | "POLL" | "VENDOR_READ";
                        /**
                         * Format: date-time
                         * @description When the vendor said so.
                         * @example 2026-01-15T09:41:12.301Z
                         */
                        as_of: string;
                        /**
                         * Format: date-time
                         * @description From then on the status is not reliable; null: it is final.
                         * @example 2026-01-15T09:43:12.301Z
                         */
                        stale_after: string | null;
                        /**
                         * @description The last status known before; steps between may be missing.
                         * @example PENDING
                         */
                        previous_status: string;
                    };
                };
            };
        };
        responses: {
            /** @description Taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Send nothing more here. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_consent_returned: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event; the same in every attempt.
                 * @example 019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4
                 */
                "webhook-id": string;
                /**
                 * @description When the attempt was made, Unix time in seconds.
                 * @example 1768470072
                 */
                "webhook-timestamp": string;
                /**
                 * @description v1 and the HMAC-SHA256 over id, timestamp and body, joined by full stops; two of them while a secret is replaced.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4",
                 *       "type": "consent.returned",
                 *       "timestamp": "2026-01-15T09:41:12.340Z",
                 *       "data": {
                 *         "consent_handle": "3a3f2d96-fc3b-42e5-804f-e65d10a4be98",
                 *         "consent_id": "bf0cda0b-776c-4104-a4f8-5bcd69764125",
                 *         "status": "ACTIVE",
                 *         "revision": 1,
                 *         "confirmed_by": "VENDOR_READ",
                 *         "as_of": "2026-01-15T09:41:12.301Z",
                 *         "stale_after": "2026-01-15T09:43:12.301Z"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** Format: uuid */
                    id: string;
                    /** @constant */
                    type: "consent.returned";
                    /** Format: date-time */
                    timestamp: string;
                    data: {
                        /**
                         * @description The vendor's handle of the consent.
                         * @example 3a3f2d96-fc3b-42e5-804f-e65d10a4be98
                         */
                        consent_handle: string;
                        /**
                         * @description The vendor's id of the consent; null until it is approved.
                         * @example bf0cda0b-776c-4104-a4f8-5bcd69764125
                         */
                        consent_id: string | null;
                        /**
                         * @description The status of the consent at the vendor.
                         * @example ACTIVE
                         */
                        status: string;
                        /**
                         * @description Grows by one with each change of the status: the higher one is the later.
                         * @example 1
                         */
                        revision: number;
                        /**
                         * @description What made Portico ask the vendor.
                         * @example VENDOR_READ
                         * @enum {string}
                         */
                        confirmed_by: "REDIRECT_HINT" | "WEBHOOK" | "POLL" | "VENDOR_READ";
                        /**
                         * Format: date-time
                         * @description When the vendor said so.
                         * @example 2026-01-15T09:41:12.301Z
                         */
                        as_of: string;
                        /**
                         * Format: date-time
                         * @description From then on the status is not reliable; null: it is final.
                         * @example 2026-01-15T09:43:12.301Z
                         */
                        stale_after: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description Taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Send nothing more here. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_consent_expiring: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event; the same in every attempt.
                 * @example 019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4
                 */
                "webhook-id": string;
                /**
                 * @description When the attempt was made, Unix time in seconds.
                 * @example 1768470072
                 */
                "webhook-timestamp": string;
                /**
                 * @description v1 and the HMAC-SHA256 over id, timestamp and body, joined by full stops; two of them while a secret is replaced.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4",
                 *       "type": "consent.expiring",
                 *       "timestamp": "2026-01-15T09:41:12.340Z",
                 *       "data": {
                 *         "consent_handle": "3a3f2d96-fc3b-42e5-804f-e65d10a4be98",
                 *         "consent_id": "bf0cda0b-776c-4104-a4f8-5bcd69764125",
                 *         "status": "ACTIVE",
                 *         "revision": 1,
                 *         "confirmed_by": "WEBHOOK",
                 *         "as_of": "2026-01-15T09:41:12.301Z",
                 *         "stale_after": "2026-01-15T09:43:12.301Z",
                 *         "expires_at": "2026-01-29T09:41:12.000Z",
                 *         "within_days": 14,
                 *         "renews": null,
                 *         "renewed_by": "c3f3a0a4-5a53-4a8f-9c0f-6f1d1f4a8b21"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** Format: uuid */
                    id: string;
                    /** @constant */
                    type: "consent.expiring";
                    /** Format: date-time */
                    timestamp: string;
                    data: {
                        /**
                         * @description The vendor's handle of the consent.
                         * @example 3a3f2d96-fc3b-42e5-804f-e65d10a4be98
                         */
                        consent_handle: string;
                        /**
                         * @description The vendor's id of the consent; null until it is approved.
                         * @example bf0cda0b-776c-4104-a4f8-5bcd69764125
                         */
                        consent_id: string | null;
                        /**
                         * @description The status of the consent at the vendor.
                         * @example ACTIVE
                         */
                        status: string;
                        /**
                         * @description Grows by one with each change of the status: the higher one is the later.
                         * @example 1
                         */
                        revision: number;
                        /**
                         * @description What made Portico ask the vendor.
                         * @example WEBHOOK
                         * @enum {string}
                         */
                        confirmed_by: "REDIRECT_HINT" | "WEBHOOK" | "POLL" | "VENDOR_READ";
                        /**
                         * Format: date-time
                         * @description When the vendor said so.
                         * @example 2026-01-15T09:41:12.301Z
                         */
                        as_of: string;
                        /**
                         * Format: date-time
                         * @description From then on the status is not reliable; null: it is final.
                         * @example 2026-01-15T09:43:12.301Z
                         */
                        stale_after: string | null;
                        /**
                         * Format: date-time
                         * @description When the consent ends.
                         * @example 2026-01-29T09:41:12.000Z
                         */
                        expires_at: string;
                        /**
                         * @description Within how many days it ends; each is told once, and after a pause only the nearest.
                         * @example 14
                         * @enum {integer}
                         */
                        within_days: 14 | 3 | 1;
                        /**
                         * @description The handle of the consent that this one renews.
                         * @example null
                         */
                        renews: string | null;
                        /**
                         * @description The handle of the consent that renews this one, pending or approved; null: there is none yet.
                         * @example c3f3a0a4-5a53-4a8f-9c0f-6f1d1f4a8b21
                         */
                        renewed_by: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description Taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Send nothing more here. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_link_opened: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event; the same in every attempt.
                 * @example 019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4
                 */
                "webhook-id": string;
                /**
                 * @description When the attempt was made, Unix time in seconds.
                 * @example 1768470072
                 */
                "webhook-timestamp": string;
                /**
                 * @description v1 and the HMAC-SHA256 over id, timestamp and body, joined by full stops; two of them while a secret is replaced.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4",
                 *       "type": "link.opened",
                 *       "timestamp": "2026-01-15T09:41:12.340Z",
                 *       "data": {
                 *         "journey": "onboarding",
                 *         "reference": "0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10",
                 *         "link_id": "01890a5d-ac96-774b-bcce-b302099a8057"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** Format: uuid */
                    id: string;
                    /** @constant */
                    type: "link.opened";
                    /** Format: date-time */
                    timestamp: string;
                    data: {
                        /**
                         * @description Which journey it is.
                         * @example onboarding
                         * @enum {string}
                         */
                        journey: "onboarding" | "consent";
                        /**
                         * @description The vendor's id of the customer or consent.
                         * @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10
                         */
                        reference: string;
                        /**
                         * Format: uuid
                         * @description The durable link.
                         * @example 01890a5d-ac96-774b-bcce-b302099a8057
                         */
                        link_id: string;
                    };
                };
            };
        };
        responses: {
            /** @description Taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Send nothing more here. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_link_left: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event; the same in every attempt.
                 * @example 019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4
                 */
                "webhook-id": string;
                /**
                 * @description When the attempt was made, Unix time in seconds.
                 * @example 1768470072
                 */
                "webhook-timestamp": string;
                /**
                 * @description v1 and the HMAC-SHA256 over id, timestamp and body, joined by full stops; two of them while a secret is replaced.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4",
                 *       "type": "link.left",
                 *       "timestamp": "2026-01-15T09:41:12.340Z",
                 *       "data": {
                 *         "journey": "onboarding",
                 *         "reference": "0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10",
                 *         "link_id": "01890a5d-ac96-774b-bcce-b302099a8057"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** Format: uuid */
                    id: string;
                    /** @constant */
                    type: "link.left";
                    /** Format: date-time */
                    timestamp: string;
                    data: {
                        /**
                         * @description Which journey it is.
                         * @example onboarding
                         * @enum {string}
                         */
                        journey: "onboarding" | "consent";
                        /**
                         * @description The vendor's id of the customer or consent.
                         * @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10
                         */
                        reference: string;
                        /**
                         * Format: uuid
                         * @description The durable link.
                         * @example 01890a5d-ac96-774b-bcce-b302099a8057
                         */
                        link_id: string;
                    };
                };
            };
        };
        responses: {
            /** @description Taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Send nothing more here. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_journey_stalled: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the event; the same in every attempt.
                 * @example 019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4
                 */
                "webhook-id": string;
                /**
                 * @description When the attempt was made, Unix time in seconds.
                 * @example 1768470072
                 */
                "webhook-timestamp": string;
                /**
                 * @description v1 and the HMAC-SHA256 over id, timestamp and body, joined by full stops; two of them while a secret is replaced.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4",
                 *       "type": "journey.stalled",
                 *       "timestamp": "2026-01-15T09:41:12.340Z",
                 *       "data": {
                 *         "journey": "onboarding",
                 *         "reference": "0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10",
                 *         "since": "2026-01-15T09:30:10.000Z",
                 *         "reason": "LEFT_AT_VENDOR"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** Format: uuid */
                    id: string;
                    /** @constant */
                    type: "journey.stalled";
                    /** Format: date-time */
                    timestamp: string;
                    data: {
                        /**
                         * @description Which journey it is.
                         * @example onboarding
                         * @enum {string}
                         */
                        journey: "onboarding" | "consent";
                        /**
                         * @description The vendor's id of the customer or consent.
                         * @example 0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10
                         */
                        reference: string;
                        /**
                         * Format: date-time
                         * @description When the user was last known to be at it.
                         * @example 2026-01-15T09:30:10.000Z
                         */
                        since: string;
                        /**
                         * @description A guess: after a click on a durable link the user went to the vendor; whether a one-time link was opened is not known.
                         * @example LEFT_AT_VENDOR
                         * @enum {string}
                         */
                        reason: "LEFT_AT_VENDOR" | "NOT_OPENED_OR_LEFT";
                    };
                };
            };
        };
        responses: {
            /** @description Taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Send nothing more here. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
