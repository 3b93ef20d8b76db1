import type {
  Challenge,
  Failure,
  InstitutionCard,
  JobType,
  OfferedAccount,
} from "@drawbridge/contract";
import { pluralIn } from "./plural.ts";

const plural = pluralIn("en", "one", "other");

/** The English catalogue; its shape is what every other locale has to fill. */
export const en = {
  page: {
    title: "Connect your accounts",
    back: "Back",
    close: "Close",
    help: "Help",
    secured: "Encrypted in this browser",
    offline: "You are offline. We will go on as soon as you are back.",
    skip: "Not now",
    step: (tenant: string): string => `Connect to ${tenant}`,
    opensNew: "(opens a new window)",
  },
  help: {
    title: "About this page",
    what: (tenant: string): string =>
      `${tenant} asks for data from your bank. You decide what it gets, and you can stop at any time.`,
    safe: "What you type is encrypted in this browser before it is sent. Nobody on the way can read it.",
    money: "Nobody can move money with this connection.",
    policy: (tenant: string): string => `Privacy policy of ${tenant}`,
    code: (code: string): string => `Session ${code}`,
    done: "Got it",
  },
  loading: {
    title: "Loading",
    slow: "Loading…",
    verySlow: "Still loading. Your connection may be slow.",
    retry: "Load again",
  },
  consent: {
    title: (tenant: string): string => `${tenant} asks to see your bank data`,
    what: "What it gets",
    data: {
      accountNumber: {
        name: "Accounts and balances",
        detail: "Names, types, balances, account numbers",
      },
      accountOwner: { name: "Who owns the account", detail: "Name, address, e-mail, phone" },
      transactions: { name: "Recent transactions", detail: "Date, amount and description" },
      transactionHistory: {
        name: "Older transactions",
        detail: "As far back as your bank keeps them",
      },
    } satisfies Record<JobType, { readonly name: string; readonly detail: string }>,
    why: "Why",
    whyText: (tenant: string): string =>
      `So that ${tenant} can give you the service you asked for.`,
    howLong: "How long",
    howLongText: (until: string, days: number): string =>
      `Until ${until} (${plural(days, { one: "# day", other: "# days" })}). Then it has to ask again.`,
    stop: "How to stop",
    stopText: (tenant: string): string =>
      `Remove the connection in ${tenant} at any time. New data stops at once.`,
    agree: "Allow and continue",
    section: (tenant: string, until: string): string =>
      `By continuing you let ${tenant} see this data until ${until}.`,
    details: "What is shared",
  },
  search: {
    title: "Find your bank",
    label: "Search by name or web address",
    popular: "Popular choices",
    results: (count: number): string => plural(count, { one: "# result", other: "# results" }),
    searching: "Searching…",
    none: (term: string): string => `Nothing found for “${term}”`,
    hints: [
      "Check the spelling.",
      "Try the web address of your bank.",
      "Try a shorter part of the name.",
    ],
    noneHelp: (tenant: string): string => `Your bank is not on the list? Ask ${tenant} to add it.`,
    clear: "Clear search",
    failed: "The list did not load. Check your connection.",
    again: "Try again",
    added: "You can search for another bank, or close this page.",
    health: { healthy: "", degraded: "Slow today", down: "Not answering" } satisfies Record<
      InstitutionCard["health"],
      string
    >,
    notYet: "Not available yet",
  },
  unavailable: {
    down: (bank: string): string => `${bank} is not answering`,
    downText: "We do not ask for your details while the bank is down. Please try again later.",
    notYet: (bank: string): string => `${bank} cannot share this data yet`,
    notYetText: "You can choose another bank. Nothing was sent.",
    other: "Choose another bank",
    close: "Close for now",
  },
  signIn: {
    title: (bank: string): string => `Sign in to ${bank}`,
    site: "The details you use at",
    degraded: (bank: string): string => `${bank} is slow today. It may take a little longer.`,
    sealed:
      "Encrypted in this browser and passed to your bank only. The app that asks never sees it.",
    submit: "Sign in",
    show: "Show",
    hide: "Hide",
    showField: (label: string): string => `Show ${label}`,
    hideField: (label: string): string => `Hide ${label}`,
    capsLock: "Caps lock is on.",
    edgeSpace: "There is a space at the start or the end. Is that right?",
    required: (label: string): string => `Enter your ${label.toLowerCase()}.`,
    summary: (count: number): string =>
      plural(count, { one: "One thing is missing", other: "# things are missing" }),
    forgot: (bank: string): string => `Forgot your details? Open ${bank}`,
  },
  mfa: {
    title: (bank: string): string => `${bank} wants to check that it is you`,
    attempts: (left: number): string =>
      plural(left, { one: "# try left.", other: "# tries left." }),
    text: "Capital letters may matter.",
    sentTo: (where: string): string => `Sent to ${where}`,
    validUntil: (time: string): string => `Valid until ${time}`,
    choose: (count: number, chosen: number): string => `Choose ${count}. ${chosen} chosen.`,
    chosen: (chosen: number): string => `${chosen} chosen.`,
    image: (number: number, total: number): string => `Image ${number} of ${total}`,
    noImages: "I cannot see the images",
    noImagesHelp: (bank: string): string =>
      `Go back and sign in again to get another question, or ask ${bank} for another way to prove who you are.`,
    push: "Waiting for your approval…",
    pushLeft: (time: string): string => `${time} left`,
    pushOver: "The time ran out. Go back and sign in again.",
    another: "Use another way",
    newCode: "Sign in again for a new code",
    submit: "Continue",
    missing: {
      text: "Enter an answer.",
      otp: "Enter the code.",
      choice: "Choose one.",
      image: "Choose one image.",
      multi: "Choose at least one.",
      push: "",
    } satisfies Record<Challenge["kind"], string>,
    chooseExactly: (count: number): string => `Choose exactly ${count}.`,
  },
  oauth: {
    title: (bank: string): string => `Continue at ${bank}`,
    goTo: "You will go to",
    newWindow: "A new window opens. Sign in there and choose what you share; then come back here.",
    noPassword: "You type your password at your bank only. It never comes through this page.",
    open: (bank: string): string => `Go to ${bank}`,
    preparing: "Preparing…",
    waitingTitle: (bank: string): string => `Waiting for ${bank}`,
    waiting: "Finish in the window of your bank. This page goes on by itself.",
    closed: "It looks like the window was closed. If you have finished there, wait a moment.",
    again: "Open again",
    cancel: "Cancel",
    blocked: "Your browser did not open the window. Use this link instead:",
    link: (bank: string): string => `Open ${bank}`,
  },
  connecting: {
    title: (bank: string): string => `Connecting to ${bank}`,
    phases: {
      signing_in: "Signing in",
      finding_accounts: "Finding your accounts",
      getting_data: "Getting your data",
    },
    done: "done",
    now: "in progress",
    next: "to do",
    slow: (tenant: string): string =>
      `This takes longer than usual. You can leave this page: we go on and tell ${tenant}.`,
  },
  accounts: {
    title: "Choose what to share",
    titleOne: "Choose one account",
    groups: {
      deposit: "Current and savings",
      card: "Cards",
      loan: "Loans",
      investment: "Investments",
      pension: "Pensions",
      property: "Property and vehicles",
      other: "Other",
    } satisfies Record<OfferedAccount["group"], string>,
    reasons: {
      closed: "This account is closed.",
      no_data_for_job: "Your bank does not share the data that is asked for.",
    },
    all: "Select all",
    count: (chosen: number, total: number): string => `${chosen} of ${total} chosen`,
    none: "Choose at least one account.",
    noneOne: "Choose an account.",
    submit: "Share and continue",
  },
  review: {
    title: "You are connected",
    accounts: (count: number): string =>
      plural(count, { one: "# account", other: "# accounts" }),
    until: (date: string): string => `Shared until ${date}`,
    manage: (tenant: string): string => `Change or stop this at any time in ${tenant}.`,
    done: "Done",
    another: "Add another bank",
    manageAll: "See what is connected",
  },
  manage: {
    title: "What you have connected",
    lead: (tenant: string): string => `Stop sharing with ${tenant} at any time. Your bank is told too.`,
    none: "Nothing is connected.",
    healthy: "Up to date",
    needs_attention: "Needs your attention",
    expired: "Permission ended",
    updated: (when: string): string => `Data from ${when}`,
    until: (date: string): string => `Shared until ${date}`,
    remove: (bank: string): string => `Stop sharing ${bank}`,
    removeAccount: (account: string): string => `Stop sharing ${account}`,
    accounts: "Accounts",
    removing: "Removing…",
    failed: "It could not be removed. Try again.",
    back: "Back",
    done: "Done",
    confirm: (what: string): string => `Stop sharing ${what}?`,
    confirmText: (tenant: string): string => `${tenant} loses access, and the data it got here is deleted.`,
    stop: "Stop sharing",
    keep: "Keep sharing",
  },
  error: {
    support: "Code for support",
    openBank: (bank: string): string => `Open ${bank}`,
    retry: "Try again",
    doneThere: "I have done it",
    review: "Review and try again",
    renew: "Renew permission",
    other: "Choose another bank",
    otherDetails: "Sign in with other details",
    again: "Connect it again",
    restart: "Start again",
    close: "Close",
    bank: "Your bank",
    failures: {
      credentials_rejected: ["Those details did not match", "Check them and try again."],
      mfa_required: ["{bank} has a question for you", "Sign in again to answer it."],
      mfa_wrong: ["That answer did not work", "Check it and try again."],
      mfa_expired: ["The time ran out", "Sign in again to get a new code."],
      login_locked: ["{bank} has locked this login", "Unlock it at your bank, then come back."],
      action_at_bank: [
        "{bank} needs something from you first",
        "Sign in at your bank and follow the message there.",
      ],
      consent_denied: [
        "You did not give permission",
        "Nothing was shared. You can look at it again.",
      ],
      consent_cancelled: ["You stopped before the end", "Nothing was shared. You can start again."],
      consent_expired: ["Your permission has ended", "Renew it to go on."],
      access_revoked: ["{bank} has ended the access", "Give permission again to go on."],
      bank_down: ["{bank} is not answering", "This is not your fault. Try again in a while."],
      rate_limited_by_bank: [
        "{bank} asks us to wait",
        "There were many requests. Try again in a few minutes.",
      ],
      provider_failed: [
        "{bank} sent an answer we cannot use",
        "We have noted it. Trying again often helps.",
      ],
      partial_data: [
        "Not everything arrived",
        "{bank} sent only a part. Trying again often helps.",
      ],
      not_supported: ["{bank} cannot share this data yet", "You can choose another bank."],
      no_usable_accounts: [
        "We found no account we can use",
        "Other details, or another bank, may have one.",
      ],
      duplicate: [
        "You already connected {bank}",
        "You can use the connection you have, or connect it again.",
      ],
      popup_blocked: [
        "Your browser did not open the window",
        "Try again and allow the new window.",
      ],
      session_expired: ["This page timed out to protect you", "Nothing was lost at your bank."],
      unexpected: ["We could not finish", "We have noted it. Please try again."],
    } satisfies Record<Failure, readonly [string, string]>,
  },
  exit: {
    title: "Stop connecting?",
    text: "What you entered here is lost. Banks you already connected stay connected.",
    stay: "Stay",
    leave: "Stop and leave",
  },
  idle: {
    title: "Are you still there?",
    text: "This page closes soon to protect you. Press any key to stay.",
    left: (time: string): string => `${time} left`,
    stay: "Stay",
  },
  ended: {
    complete: ["All done", "You can close this page."],
    exit: ["You have left", "You can close this page."],
    timeout: [
      "This page timed out to protect you",
      "Nothing you typed was kept. Go back to where you came from and start again.",
    ],
    error: ["We could not finish", "Go back to where you came from and start again."],
    takenOver: [
      "Continued in another tab",
      "You opened this connection somewhere else. Go on there.",
    ],
    useThis: "Use this tab instead",
    leaving: "Taking you back…",
  },
  refused: {
    LINK_EXPIRED: ["This link has expired", "Go back to where you came from and start again."],
    LINK_SPENT: ["This link was already used", "Go back to where you came from and start again."],
    LINK_UNKNOWN: [
      "We do not know this link",
      "Check that it is complete, or go back and start again.",
    ],
    OFFLINE: ["You are offline", "Check your connection and try again."],
    OTHER: [
      "We could not open this page",
      "Please try again. If it stays like this, go back and start again.",
    ],
    retry: "Try again",
  },
} as const;

/** Every text of the widget. */
export type Texts = Widen<typeof en>;

type Widen<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Widen<T[K]> };
