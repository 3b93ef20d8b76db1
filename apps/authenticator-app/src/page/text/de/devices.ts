import type { devices as english } from "../en/devices.ts";

/** The devices of the person, in German. */
export const devices: typeof english = {
  devices: {
    title: "Ihre Geräte",
    lead: "Jedes Gerät, das in Ihrem Namen freigeben kann.",
    isThis: "Dieses Gerät",
    locked: "Vom Helpdesk gesperrt",
    waits: "Wartet auf Bestätigung",
    added: (date) => `Hinzugefügt am ${date}`,
    used: (when) => `Zuletzt benutzt ${when}`,
    change: (name) => `${name} ändern`,
    removed: "Das Gerät ist entfernt. Es kann nichts mehr freigeben.",
    lost: "Ein Gerät verloren? Entfernen Sie es hier sofort. Der Helpdesk kann es auch.",
  },
  device: {
    name: "Name",
    id: "Gerätenummer",
    user: "Benutzer",
    save: "Namen speichern",
    saved: "Gespeichert.",
    taken: "Sie haben ein anderes Gerät mit diesem Namen.",
    missing: "Geben Sie einen Namen ein.",
    keys: "Seine Schlüssel entstanden auf diesem Gerät und verlassen es nicht. Der Server kennt nur die Hälfte, die öffentlich sein darf.",
    remove: "Dieses Gerät entfernen",
    removeTitle: (name) => `${name} entfernen?`,
    removeText: "Es wird sofort abgemeldet und kann nichts mehr freigeben. Für die Rückkehr braucht es einen neuen Code.",
    keep: "Behalten",
  },
};
