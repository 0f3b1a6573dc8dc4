/* exm-schema-private.h - the tables of a dataset file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

#define EXM_SCHEMA_VERSION 2
#define EXM_PAGE_SIZE 16384

/* Rows of table `counter`. */
typedef enum
{
  EXM_COUNTER_NEXT_ROW = 1,     /* the id that the next example gets */
  EXM_COUNTER_UNDO_SEQ = 2,     /* last step that holds; -1 = the newest */
  EXM_COUNTER_DUPLICATES = 3,   /* EXM_PROBLEM_DUPLICATE */
  EXM_COUNTER_CONFLICTS = 4,    /* EXM_PROBLEM_CONFLICT */
  EXM_COUNTER_OTHER_SYSTEM = 5, /* EXM_PROBLEM_OTHER_SYSTEM */
  EXM_COUNTER_QUARANTINED = 6,  /* lines that wait */
  EXM_COUNTER_OPEN = 7,         /* 1 while a process has the file open for writing */
  EXM_COUNTER_NEXT_RECORD = 8,  /* the id that the next record gets */
} ExmCounter;

/* Columns: blobs in table `chunk`, whose id is column << 32 | row / 1024. */
typedef enum
{
  EXM_COLUMN_LABEL,
  EXM_COLUMN_BITS,
  EXM_COLUMN_SPLIT,
  EXM_COLUMN_CHARS,
  EXM_COLUMN_TOKENS,
  EXM_COLUMN_BYTES,
  EXM_COLUMN_HASH,
  EXM_COLUMN_OUTPUT_HASH,
} ExmColumn;

#define EXM_N_COLUMNS 8

/* A step from `version - 1` to `version`; its statements and the new version
 * number are one transaction. */
typedef struct
{
  int         version;
  const char *sql;
} ExmMigration;

/**
 * _exm_schema_migrate: brings @db to the newest version, one step at a time.
 * @steps: (nullable): %NULL = the product's own; tests bring theirs
 */
gboolean _exm_schema_migrate (sqlite3            *db,
                              const ExmMigration *steps,
                              gsize               n_steps,
                              GError            **error);

G_END_DECLS
