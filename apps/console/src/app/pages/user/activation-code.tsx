/** @jsxImportSource react */
import { useState, type FormEvent, type JSX } from "react";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { changeApi } from "../../api/client.ts";
import { ActivationCode, SecondPerson } from "../../api/more-shapes.ts";
import { Choice } from "../../parts/choice.tsx";
import { Field } from "../../parts/field.tsx";
import { OneTimeSecret } from "../../parts/one-time-secret.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { textOf } from "../../view/form-text.ts";
import { moment } from "../../view/format.ts";
import { useRange } from "../../view/use-range.ts";

const purposes = [
  ["activation", "A new device"],
  ["reactivation", "A device that is blocked or was changed"],
  ["add_user", "A device that others use too"],
] as const;

const Answer = Type.Union([ActivationCode, SecondPerson]);

/** Makes a code with which a person sets their device up; it is shown once. */
export const NewActivationCode = ({ userId }: { readonly userId: string }): JSX.Element => {
  const doing = useDeed();
  const { timeZone } = useRange();
  const [purpose, setPurpose] = useState<string>("activation");
  const [made, setMade] = useState<ActivationCode | null>(null);
  const make = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const body = { purpose, reason: textOf(new FormData(event.currentTarget), "reason") };
    setMade(null);
    doing.start(async () => {
      const answer = await changeApi(Answer, `/v1/users/${encodeURIComponent(userId)}/activation-codes`, { method: "POST", body });
      if (Value.Check(SecondPerson, answer)) return "A second person must make the same code within a few minutes: then it is shown to them";
      setMade(answer);
      return "The code is made";
    });
  };
  return (
    <section className="stack form-below" aria-label="New activation code">
      <form className="bar" onSubmit={make}>
        <Choice label="Activation code for" options={purposes} value={purpose} onChange={setPurpose} />
        <Field label="Why is it made?" name="reason" required maxLength={500} />
        <button type="submit" className="button button-secondary" aria-disabled={doing.busy}>
          Make a code
        </button>
      </form>
      <Outcome doing={doing} />
      {made && (
        <OneTimeSecret
          name="Activation code"
          secret={made.activationCode}
          hint={`Shown this once; good until ${moment(made.expiresAt, timeZone)}. The person types it into the app.`}
        />
      )}
    </section>
  );
};
