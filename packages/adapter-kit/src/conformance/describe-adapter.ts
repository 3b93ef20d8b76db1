import { describe } from "vitest";
import { checkAbilities } from "./check-abilities.ts";
import { checkData } from "./check-data.ts";
import { checkDataFaults, checkFormFaults, checkRedirectFaults } from "./check-faults.ts";
import { checkForm } from "./check-form.ts";
import { checkRedirect } from "./check-redirect.ts";
import { checkRevoke } from "./check-revoke.ts";
import type { AdapterFixture } from "./fixture.ts";
import { formDoor, redirectDoor } from "./sign-in.ts";

/**
 * Declares the tests that every adapter passes, for each ability it declares.
 *
 * @example
 * describeAdapter("sandbox", { create: (deps) => createSandboxAdapter({ ...deps, bankOrigin, clientKey }), forms, redirects });
 */
export const describeAdapter = (name: string, fixture: AdapterFixture): void => {
  describe(`adapter ${name}`, () => {
    describe("abilities", () => {
      checkAbilities(fixture);
    });
    for (const form of fixture.forms) {
      describe(`sign-in: ${formDoor(form).name}`, () => {
        checkForm(fixture, form);
        checkFormFaults(fixture, form);
      });
    }
    for (const redirect of fixture.redirects) {
      describe(`sign-in: ${redirectDoor(redirect).name}`, () => {
        checkRedirect(fixture, redirect);
        checkRedirectFaults(fixture, redirect);
      });
    }
    for (const door of [...fixture.forms.map(formDoor), ...fixture.redirects.map(redirectDoor)]) {
      describe(`data: ${door.name}`, () => {
        checkData(fixture, door);
        checkRevoke(fixture, door);
        checkDataFaults(fixture, door);
      });
    }
  });
};
