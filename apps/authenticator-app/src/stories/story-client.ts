import type { Client } from "../page/mc/client.ts";
import type { Story } from "./stories.ts";

const nothing = (): void => {};

/** A client whose state stays as the story wants it; what it is asked for, it has. */
export const storyClient = ({ state, push = "off" }: Story): Client => ({
  state: () => state,
  subscribe: () => nothing,
  start: async () => {},
  restart: nothing,
  signInAgain: nothing,
  speak: nothing,
  go: nothing,
  takeLink: nothing,
  install: nothing,
  choose: nothing,
  openEnrolment: nothing,
  giveCode: nothing,
  setPin: nothing,
  cancel: nothing,
  login: nothing,
  deleteUser: nothing,
  openOffer: nothing,
  closeMessage: nothing,
  givePin: nothing,
  giveToken: nothing,
  approve: nothing,
  refuse: nothing,
  closeOutcome: nothing,
  startChangePin: nothing,
  changePin: nothing,
  makeOfflineCode: async () => ({ code: "91286709" }),
  loadShared: nothing,
  askAbout: nothing,
  loadDevices: nothing,
  renameDevice: async () => "kOk",
  removeDevice: nothing,
  pushStanding: async () => push,
  turnPushOn: async () => push,
  turnPushOff: async () => push,
});
