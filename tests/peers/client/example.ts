// A front end in little: signs in, lists the persons without work, and opens a case for the first.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

type Brief = components["schemas"]["PersonBrief"];

export async function openFirstCase(baseUrl: string, username: string, password: string): Promise<number> {
  const client = createClient<paths>({ baseUrl });
  const session = await client.POST("/api/v1/sessions", { body: { username, password } });
  if (session.error) throw new Error(session.error.code);
  const headers = { Authorization: `Bearer ${session.data.access_token}` };

  const people = await client.POST("/api/v1/people/search", { body: { status: "without_work" }, headers });
  if (people.error) throw new Error(people.error.code);
  const first: Brief | undefined = people.data.items[0];
  if (first === undefined) throw new Error("nobody is without work");

  const opened = await client.POST("/api/v1/cases", { body: { person: first.id, package: "1131-2023" }, headers });
  if (opened.error) throw new Error(opened.error.code);
  const seen = await client.GET("/api/v1/cases/{id}", { params: { path: { id: opened.data.id } }, headers });
  if (seen.error) throw new Error(seen.error.code);
  return seen.data.progress.length;
}
