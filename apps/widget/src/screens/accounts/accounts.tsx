import type { OfferedAccount } from "@drawbridge/contract";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { BankText } from "../../parts/bank-text.tsx";
import { Button } from "../../parts/button.tsx";
import { ErrorSummary } from "../../parts/error-summary.tsx";
import { Screen } from "../../parts/screen.tsx";
import { useSpeech } from "../../text/texts.ts";
import type { ScreenProps } from "../screen-props.ts";
import { AccountRow } from "./account-row.tsx";
import { groupAccounts } from "./group-accounts.ts";

/** Which accounts to share. Nothing is ticked ahead; what cannot be chosen says why. */
export function Accounts({ view, step, busy, actions }: ScreenProps<"accounts">): JSX.Element {
  const { text } = useSpeech();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [empty, setEmpty] = useState(false);
  const one = step.selection === "one";
  const eligible = step.accounts.filter((account) => account.eligible);
  const change = (ids: readonly string[]): void => {
    actions.touch();
    setEmpty(false);
    setChosen(ids);
  };
  const toggle = ({ id }: OfferedAccount): void => {
    if (one) return change([id]);
    change(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  };
  const submit = (): void => {
    setEmpty(chosen.length === 0);
    if (chosen.length > 0) actions.send({ type: "accounts_chosen", accountIds: [...chosen] });
  };
  const buttons = (
    <>
      {!one && <p class="count">{text.accounts.count(chosen.length, eligible.length)}</p>}
      <Button busy={busy} onClick={submit}>
        {text.accounts.submit}
      </Button>
    </>
  );
  return (
    <Screen
      title={one ? text.accounts.titleOne : text.accounts.title}
      lead={view.institution ? <BankText>{view.institution.name}</BankText> : undefined}
      actions={buttons}
    >
      {empty && <ErrorSummary title={one ? text.accounts.noneOne : text.accounts.none} />}
      {!one && eligible.length > 1 && <SelectAll all={eligible} chosen={chosen} onChange={(ids) => change(ids)} />}
      {groupAccounts(step.accounts).map(({ group, accounts }) => (
        <fieldset key={group} class="options">
          <legend>{text.accounts.groups[group]}</legend>
          {accounts.map((account) => (
            <AccountRow
              key={account.id}
              account={account}
              kind={one ? "radio" : "checkbox"}
              checked={chosen.includes(account.id)}
              onToggle={() => toggle(account)}
            />
          ))}
        </fieldset>
      ))}
    </Screen>
  );
}

function SelectAll(props: {
  readonly all: readonly OfferedAccount[];
  readonly chosen: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
}): JSX.Element {
  const { text } = useSpeech();
  const every = props.chosen.length === props.all.length;
  return (
    <label class="option select-all">
      <input
        type="checkbox"
        checked={every}
        indeterminate={!every && props.chosen.length > 0}
        onChange={() => props.onChange(every ? [] : props.all.map(({ id }) => id))}
      />
      <span>{text.accounts.all}</span>
    </label>
  );
}
