// bench-duckdb.mjs - what one would write with DuckDB: read_json into a table of a file
// SPDX-License-Identifier: GPL-3.0-or-later
//
//   node bench-duckdb.mjs IN.jsonl OUT.db     exit code 77: the package is not there
//
// Looks for @duckdb/node-api, then for duckdb, in the folder that EXM_BENCH_NODE names
// (one with node_modules), the current one, and where npm installs for all.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const folders = [process.env.EXM_BENCH_NODE, process.cwd(), join(dirname(process.execPath), '..', 'lib'), '/usr/local/lib', '/usr/lib'];

function find(name) {
  for (const folder of folders) {
    if (!folder) continue;
    try {
      return createRequire(join(folder, 'x.js'))(name);
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  return null;
}

const quote = text => `'${text.replaceAll("'", "''")}'`;
const [source, target] = process.argv.slice(2);
const api = find('@duckdb/node-api');
const old = api ? null : find('duckdb');
if (!api && !old) process.exit(77);
if (!source) process.exit(0);

const statements = [
  'SET threads = 2',
  `CREATE TABLE ex AS SELECT messages[1].content AS system, messages[2].content AS input,
     messages[3].content AS output
   FROM read_json(${quote(source)}, format = 'newline_delimited',
     columns = {messages: 'STRUCT(role VARCHAR, content VARCHAR)[]'})`,
  'CHECKPOINT',
];

if (api) {
  const instance = await api.DuckDBInstance.create(target);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
} else {
  const database = new old.Database(target);
  for (const statement of statements)
    await new Promise((done, fail) => database.run(statement, error => (error ? fail(error) : done())));
  await new Promise((done, fail) => database.close(error => (error ? fail(error) : done())));
}
