import type { setUp as english } from "../en/set-up.ts";

/** Setting a device up: the code, the camera, the PIN, in German. */
export const setUp: typeof english = {
  enrol: {
    title: { activation: "Dieses Gerät einrichten", add_user: "Benutzer hinzufügen", reactivation: "Neue PIN bekommen" },
    lead: {
      activation: "Sie brauchen einen Benutzernamen und einen Aktivierungscode. Beides gibt Ihnen der Anbieter.",
      add_user: "Eine andere Person oder ein anderes Konto von Ihnen, mit eigenem Code.",
      reactivation: "Lassen Sie sich einen neuen Aktivierungscode geben. Die PIN wird ersetzt, das Gerät bleibt.",
    },
    user: "Benutzername",
    code: "Aktivierungscode",
    codeHint: "Etwa ABCDE-FGHIJ-23456-KLMNO",
    next: "Weiter",
    oneTimeToo: "Ich habe auch ein Einmalpasswort",
    oneTime: "Einmalpasswort",
    userMissing: "Geben Sie Ihren Benutzernamen ein.",
    codeMissing: "Geben Sie den Aktivierungscode ein.",
    byLink: (user) => `Ihr Code ist für ${user}.`,
    scan: "QR-Code scannen",
  },
  scan: {
    title: "Code scannen",
    lead: "Halten Sie den QR-Code vor die Kamera.",
    starting: "Die Kamera startet…",
    looking: "Ein Code wird gesucht…",
    refused: "Die Kamera darf hier nicht benutzt werden. Erlauben Sie sie im Browser, oder tippen Sie den Code.",
    none: "Es gibt keine Kamera, die benutzt werden kann. Tippen Sie den Code.",
    other: "Dieser QR-Code enthält keinen Aktivierungscode. Nehmen Sie den, den Sie für diese App bekommen haben.",
    type: "Code lieber tippen",
  },
  newPin: {
    title: "PIN wählen",
    lead: "6 bis 12 Ziffern. Niemand sonst kennt sie, auch der Server nicht.",
    repeatTitle: "Noch einmal eingeben",
    repeatLead: "Damit Sie sicher sind.",
    differs: "Die beiden PINs sind verschieden. Wählen Sie noch einmal.",
    weak: {
      length: "Eine PIN hat 6 bis 12 Ziffern.",
      digits: "Eine PIN hat nur Ziffern.",
      repeated: "Das wiederholt sich. Wählen Sie eine, die schwerer zu erraten ist.",
      sequence: "Das ist eine Zahlenreihe. Wählen Sie eine, die schwerer zu erraten ist.",
    },
    refused: "Diese PIN ist nicht erlaubt. Wählen Sie eine andere.",
  },
  pin: { label: "PIN", erase: "Letzte Ziffer löschen", ok: "OK", missing: "Geben Sie Ihre PIN ein." },
  changePin: {
    title: "PIN ändern",
    currentLead: "Zuerst die PIN, die jetzt gilt.",
    sameAsOld: "Die neue PIN ist die alte. Wählen Sie eine andere.",
  },
};
