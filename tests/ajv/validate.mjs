// Validates with ajv. Reads a value per line: {"revision": …, "profile": …, "name": …, "value": …}; answers each with true or false.
import { readFileSync, readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import Ajv from "ajv/dist/2020.js";

const schemas = new URL("../../schemas/", import.meta.url);
const profiles = new Map();

// The files refer to each other by name, so all of a profile have to be there before one of them is asked for.
function profileOf(revision, profile) {
  const folder = new URL(`${revision}/${profile}/`, schemas);
  if (!profiles.has(folder.href)) {
    // Not strict, because the schemas carry annotations of their own; formats are annotations as well.
    const ajv = new Ajv({ strict: false, validateFormats: false });
    for (const file of readdirSync(folder)) ajv.addSchema(JSON.parse(readFileSync(new URL(file, folder), "utf8")));
    profiles.set(folder.href, ajv);
  }
  return profiles.get(folder.href);
}

function validatorOf({ revision, profile, name }) {
  const id = `https://interactions-conformance.invalid/schemas/${revision}/${profile}/${name}.json`;
  return profileOf(revision, profile).getSchema(id);
}

for await (const line of createInterface({ input: process.stdin })) {
  const sample = JSON.parse(line);
  console.log(validatorOf(sample)(sample.value));
}
