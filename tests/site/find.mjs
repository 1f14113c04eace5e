// Runs the site's search outside a browser. Reads JSON {finder, minisearch, index, queries} from standard input and
// prints, for each query, the addresses found, best first.
import { readFileSync } from "node:fs";

const asked = JSON.parse(readFileSync(0, "utf8"));
const { finder } = await import(asked.finder);
const { default: MiniSearch } = await import(asked.minisearch);
const find = finder(MiniSearch, JSON.parse(readFileSync(asked.index, "utf8")));
console.log(JSON.stringify(asked.queries.map((query) => find(query).map(({ url }) => url))));
