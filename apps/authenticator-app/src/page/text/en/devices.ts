/** The devices of the person. */
export const devices = {
  devices: {
    title: "Your devices",
    lead: "Every device that can approve in your name.",
    isThis: "This device",
    locked: "Locked by the help desk",
    waits: "Waits to be confirmed",
    added: (date: string): string => `Added on ${date}`,
    used: (when: string): string => `Last used ${when}`,
    change: (name: string): string => `Change ${name}`,
    removed: "The device was removed. It cannot approve any more.",
    lost: "Lost a device? Remove it here at once. The help desk can do it, too.",
  },
  device: {
    name: "Name",
    id: "Device id",
    user: "User",
    save: "Save the name",
    saved: "Saved.",
    taken: "You have another device with this name.",
    missing: "Enter a name.",
    keys: "Its keys were made on this device and cannot leave it. The server knows only the half that may be public.",
    remove: "Remove this device",
    removeTitle: (name: string): string => `Remove ${name}?`,
    removeText: "It is logged out at once and cannot approve any more. To come back, it needs a new activation code.",
    keep: "Keep it",
  },
};
