/** A person at an institution: what the issuer calls an account. */
export interface Person {
  readonly institution: string;
  readonly username: string;
}

/** Prints a person as the issuer's account id. */
export const printPerson = ({ institution, username }: Person): string => `${institution}|${username}`;

/** Reads it back; null for anything else. */
export const readPerson = (accountId: string): Person | null => {
  const [institution, username] = accountId.split("|");
  return institution && username ? { institution, username } : null;
};
