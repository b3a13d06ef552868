/**
 * The texts of the pages that Portico shows to people, in English. The other languages have the same keys, and the same
 * placeholders in braces.
 */
export const EN = {
  /** BCP 47 tag of the catalogue's language. */
  lang: 'en',

  /** Above a durable link's page, and below its button. */
  sender: {
    sentBy: 'Sent to you by',
    contact: 'Contact',
    safe: 'Why this is safe',
    nothingYet: 'Opening this page has changed nothing. You decide whether to go on.',
    neverAsks: 'This page never asks for passwords, PINs, one-time codes or card details.',
    until: 'The link works until {date}. Until then you can come back to this page at any time.',
    askAt: 'Questions, or you did not expect this link? Ask the sender before you go on:',
    ask: 'Questions, or you did not expect this link? Ask the sender before you go on, in the way you usually do.',
  },

  /** Durable links into the verification of a business, by how it stands. */
  onboarding: {
    goesTo: 'The button takes you to 1Money, a service that verifies businesses. The form there is from 1Money.',
    open: {
      title: 'Verify your business',
      text: 'Fill in the form of 1Money. What you save there stays, so you can do it in several sittings.',
      button: 'Continue to the form',
    },
    correct: {
      title: 'Something needs to be corrected',
      text: 'The review flagged items in your application. The form shows you what to correct.',
      button: 'Correct it now',
    },
    rejected: {
      title: 'Your application was not accepted',
      text: 'You may correct it and submit it again.',
      button: 'Open the form again',
    },
    review: {
      title: 'Your application is being reviewed',
      text: 'Everything has arrived. There is nothing for you to do now; you will hear when the review has ended.',
      button: '',
    },
    verified: { title: 'Your business is verified', text: 'Nothing is left to do here.', button: '' },
  },

  /** Durable links to a consent, by how it stands. */
  consent: {
    goesTo:
      'The button takes you to your Account Aggregator. It shows who asks for which data, and nothing is shared ' +
      'before you approve it there.',
    decide: {
      title: 'Decide about your account data',
      text: 'At your Account Aggregator you see who asks for which data, and approve or reject it.',
      button: 'Continue to the Account Aggregator',
    },
    approved: {
      title: 'You have approved',
      text: 'Your consent is in force. Nothing is left to do here.',
      button: '',
    },
    paused: {
      title: 'You have paused your consent',
      text: 'You can resume it at your Account Aggregator.',
      button: '',
    },
    rejected: {
      title: 'You have rejected the request',
      text: 'No data is shared. Nothing is left to do here.',
      button: '',
    },
    over: {
      title: 'This request is over',
      text: 'It no longer holds, and there is nothing for you to decide here.',
      button: '',
    },
    soon: {
      title: 'Nearly ready',
      text: 'Your request is still being prepared. Reload this page in a moment.',
      button: '',
    },
    unrecognised: {
      title: 'We cannot say how it stands',
      text: 'Your Account Aggregator reports something new to us. There is nothing for you to do here now.',
      button: '',
    },
  },

  /** Durable links that lead nowhere now. */
  link: {
    back: 'Back to the application',
    tryAgain: 'Try again',
    limit: {
      title: 'Opened too often today',
      text: 'For your safety this link leads on only so many times a day. It works again tomorrow.',
    },
    expired: {
      title: 'This link has expired',
      text: 'Ask the sender for a new one. Nothing that you entered is lost.',
    },
    revoked: {
      title: 'This link was withdrawn',
      text: 'The sender no longer wants it to be used. If you expected to go on here, ask the sender.',
    },
    stopped: {
      title: 'This link does not work at the moment',
      text: 'It works again later. Nothing that you entered is lost.',
    },
    cutOff: {
      title: 'This link is no longer valid',
      text:
        'The company that sent it to you does not use it any more. If you expected to go on here, ask that ' +
        'company.',
      button: '',
    },
    erased: {
      title: 'This link is no longer valid',
      text: 'What it led to no longer exists. If you expected to go on here, ask the company that sent it to you.',
      button: '',
    },
    refused: {
      title: 'This cannot be opened now',
      text:
        'Nothing that you entered is lost, but trying again will not help. Turn to the company that sent you this ' +
        'link: it can find out why.',
    },
    failed: {
      title: 'We could not open the page',
      text: 'It is not your fault, and nothing is lost. Wait a moment, then try again.',
    },
    unknown: {
      title: 'This link does not exist',
      text: 'Check that you copied the whole link, or ask the sender for a new one.',
    },
  },

  /** What a browser sees that comes back from a vendor. */
  return: {
    ahead: { title: 'Nearly there', text: 'Open this page to go on.' },
    thanks: { title: 'Thank you', text: 'You can close this page and go on where you came from.' },
    unknown: {
      title: 'We do not know this address',
      text:
        'It may have been cut short on the way. Nothing that you entered or decided is lost. Go back to the ' +
        'application where you began: it sees how things stand, and can send you here again if anything is left ' +
        'to do.',
    },
    used: {
      title: 'You have already come back',
      text:
        'This address works once, and it was opened before. Nothing is lost, and there is nothing for you to do ' +
        'here. Go on in the application where you began: it sees how things stand.',
    },
    refused: {
      title: 'Your answer did not arrive whole',
      text:
        'What your browser brought back does not belong to this visit, so nothing was changed. Go back to the ' +
        'application where you began and open the request there again.',
    },
    erased: {
      title: 'There is nothing left to do here',
      text:
        'The data that this was about has been deleted. If you did not expect that, ask the company whose ' +
        'application you came from.',
    },
  },

  /** Any other address that a browser cannot be shown. */
  error: {
    missing: {
      title: 'There is no page here',
      text: 'The address may have been cut short or mistyped. Go back to where you found it, and open it from there.',
    },
    program: {
      title: 'This address is for programs',
      text:
        'It cannot be used in a browser. You have done nothing wrong: if a link led you here, tell the company ' +
        'that sent it to you.',
    },
    unreadable: {
      title: 'We could not read that',
      text:
        'Your browser sent something that we do not understand. Go back, reload the page and try again. If that ' +
        'does not help, tell the company whose application you came from.',
    },
    busy: {
      title: 'That was too often',
      text: 'Wait a minute, then reload this page. Nothing is lost.',
    },
    later: {
      title: 'We cannot show this page right now',
      text: 'It is not your fault, and nothing is lost. We are working on it. Wait a moment, then reload the page.',
    },
    number: 'If you ask for help, give this number: {id}',
  },
};

/** The same texts in any language. */
export type Words = typeof EN;
