/* exm-schema.c - the tables of a dataset file, and the way from older ones
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-schema-private.h"

#include "exm-sql-private.h"

/* What each table holds is told in docs/file-format.md. */
static const char version_1[] =
  "CREATE TABLE example (id INTEGER PRIMARY KEY, input TEXT NOT NULL, output TEXT);"
  "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL);"
  "CREATE TABLE system_text (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);"
  "CREATE TABLE system (id INTEGER PRIMARY KEY, text_id INTEGER NOT NULL);"
  "CREATE TABLE turns (id INTEGER PRIMARY KEY, data BLOB NOT NULL);"
  "CREATE TABLE raw (id INTEGER PRIMARY KEY, dialect INTEGER NOT NULL, line BLOB NOT NULL);"
  "CREATE TABLE chunk (id INTEGER PRIMARY KEY, data BLOB NOT NULL);"
  "CREATE TABLE moved (id INTEGER PRIMARY KEY, pos INTEGER NOT NULL);"
  "CREATE TABLE label (id INTEGER PRIMARY KEY, name TEXT NOT NULL, color INTEGER NOT NULL,"
  " key INTEGER NOT NULL, definition TEXT NOT NULL, ord INTEGER NOT NULL,"
  " merged_into INTEGER NOT NULL, deleted INTEGER NOT NULL);"
  "CREATE TABLE tally (slot INTEGER PRIMARY KEY, plain INTEGER NOT NULL,"
  " plain_empty INTEGER NOT NULL, skipped INTEGER NOT NULL, skipped_empty INTEGER NOT NULL,"
  " flagged INTEGER NOT NULL, flagged_empty INTEGER NOT NULL, tokens INTEGER NOT NULL,"
  " bytes INTEGER NOT NULL);"
  "CREATE TABLE counter (id INTEGER PRIMARY KEY, value INTEGER NOT NULL);"
  "CREATE TABLE task (field INTEGER PRIMARY KEY, value TEXT NOT NULL);"
  "CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL, first_id INTEGER NOT NULL,"
  " last_id INTEGER NOT NULL, time INTEGER NOT NULL);"
  "CREATE TABLE quarantine (id INTEGER PRIMARY KEY, source INTEGER NOT NULL,"
  " line INTEGER NOT NULL, reason TEXT NOT NULL, message TEXT NOT NULL, bytes BLOB NOT NULL,"
  " truncated INTEGER NOT NULL, gone INTEGER NOT NULL);"
  "CREATE TABLE record (kind TEXT NOT NULL, id INTEGER NOT NULL, key TEXT NOT NULL,"
  " value BLOB NOT NULL, PRIMARY KEY (kind, id, key)) WITHOUT ROWID;"
  "CREATE TABLE history (seq INTEGER PRIMARY KEY, kind INTEGER NOT NULL, n INTEGER NOT NULL,"
  " a TEXT, b TEXT, time INTEGER NOT NULL, n_parts INTEGER NOT NULL, data BLOB NOT NULL);"
  "CREATE TABLE history_part (id INTEGER PRIMARY KEY, data BLOB NOT NULL);"
  "INSERT INTO counter VALUES (1, 1), (2, -1), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (8, 1);";

/* Where posts come from, and who made each step. */
static const char version_2[] =
  "CREATE TABLE origin (id INTEGER PRIMARY KEY, author TEXT, thread TEXT, time INTEGER, url TEXT);"
  "ALTER TABLE history ADD COLUMN who TEXT;";

static const ExmMigration migrations[] = {
  { 1, version_1 },
  { 2, version_2 },
};
G_STATIC_ASSERT (G_N_ELEMENTS (migrations) == EXM_SCHEMA_VERSION);

static gboolean
run_step (sqlite3            *db,
          const ExmMigration *step,
          GError            **error)
{
  g_autofree char *set_version = g_strdup_printf ("PRAGMA user_version = %d", step->version);

  if (!_exm_sql_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (_exm_sql_exec (db, step->sql, error) &&
      _exm_sql_exec (db, set_version, error) &&
      _exm_sql_exec (db, "COMMIT", error))
    return TRUE;
  _exm_sql_rollback (db);
  return FALSE;
}

gboolean
_exm_schema_migrate (sqlite3            *db,
                     const ExmMigration *steps,
                     gsize               n_steps,
                     GError            **error)
{
  gint64 version;

  if (steps == NULL)
    {
      steps = migrations;
      n_steps = G_N_ELEMENTS (migrations);
    }
  if (!_exm_sql_get_int (db, "PRAGMA user_version", &version, error))
    return FALSE;

  for (gsize i = 0; i < n_steps; i++)
    if (steps[i].version > version && !run_step (db, &steps[i], error))
      return FALSE;
  return TRUE;
}
