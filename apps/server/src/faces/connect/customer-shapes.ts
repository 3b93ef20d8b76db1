import type { User } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import { epochSeconds } from "./paging.ts";
import { ConnectProblem, missingParameter } from "./problem.ts";
import type { Body } from "./request.ts";

/** What an integrator may say of a customer beside the name. */
const named = ["firstName", "lastName", "applicationId", "phone", "email"] as const;
const LONGEST = 200;

/** A new customer as the body describes it. */
export const readCustomer = (body: Body, type: "testing" | "active") => {
  const { username } = body;
  if (username === undefined || username === null || username === "") throw missingParameter("username");
  if (typeof username !== "string" || username.trim() === "" || username.length > LONGEST) {
    throw new ConnectProblem(400, 10_100, `The username must be a text of at most ${LONGEST} letters`);
  }
  const said = named.flatMap((name) => {
    const value = body[name];
    return typeof value === "string" ? [[name, value.slice(0, LONGEST)]] : [];
  });
  return { externalId: username, profile: { ...Object.fromEntries(said), type } };
};

const usernameOf = ({ id, externalId }: User): string => externalId ?? printId("usr", id);

/** The answer to a creation. */
export const printNewCustomer = (user: User) => ({
  id: String(user.no),
  username: usernameOf(user),
  createdDate: String(epochSeconds(user.createdAt)),
});

/** A customer; only fields that were given. */
export const printCustomer = (user: User) => {
  const said = [...named, "type"].flatMap((name) => (typeof user.profile[name] === "string" ? [[name, user.profile[name]]] : []));
  return { ...printNewCustomer(user), type: "testing", ...Object.fromEntries(said) };
};

/** The consumer of a customer: the same person, under 32 hex digits. */
export const printConsumer = (user: User) => ({
  id: user.id.replaceAll("-", ""),
  customerId: String(user.no),
  createdDate: epochSeconds(user.createdAt),
});
