import { connectionsEventUri } from "@drawbridge/domain";
import { importJWK, SignJWT } from "jose";
import { Type } from "typebox";
import { Value } from "typebox/value";
import type { Kms } from "../vault/kms.ts";

/** A webhook of the Connections face as it is stored and, in JSON, sent. */
export const ConnectionsBody = Type.Object({
  id: Type.String(),
  eventType: Type.String(),
  userId: Type.String(),
  payload: Type.Record(Type.String(), Type.Unknown()),
});

/** Who signs, and for whom. */
export interface JwtFrame {
  readonly kms: Kms;
  /** Where the keys are: the identity base without `/oidc`. */
  readonly issuer: string;
  readonly clientId: string;
  readonly now: Date;
}

const ALG = "RS256"; // connections.md, section 7

/** The same webhook as a security event token, signed with the key that the identity server publishes. */
export const signConnectionsJwt = async (body: string, { kms, issuer, clientId, now }: JwtFrame): Promise<string> => {
  const { id, eventType, userId, payload } = Value.Parse(ConnectionsBody, JSON.parse(body));
  const jwk = kms.identity.privateKeys.find(({ alg }) => alg === ALG);
  if (!jwk?.kid) throw new RangeError("the identity server has no RS256 key");
  return new SignJWT({ events: { [connectionsEventUri(eventType)]: payload } })
    .setProtectedHeader({ alg: ALG, kid: jwk.kid })
    .setIssuer(issuer)
    .setAudience(clientId)
    .setSubject(userId)
    .setJti(id)
    .setIssuedAt(Math.floor(now.getTime() / 1000))
    .sign(await importJWK(jwk, ALG));
};
