/* test-cost.c - one edit costs the same however many examples there are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <sqlite3.h>
#include <stdlib.h>
#include <time.h>

#include "core-fixture.h"
#include "exm-dataset-private.h"

#define SMALL 1000
#define LARGE 100000

/* What SQLite did: counted, not timed. */
typedef struct
{
  gint64 steps;     /* of its machine, all statements */
  gint64 scanned;   /* rows of tables walked through */
  gint64 pages;     /* written */
  gint64 pages_got; /* looked at */
  gint64 rows;      /* changed */
} Cost;

static ExmDataset *
open_of (const char *name,
         guint       n)
{
  g_autoptr(GFile) file = fixture_file (name);

  fixture_create (file, n);
  return fixture_open (file);
}

static gint64
db_status (sqlite3 *db,
           int      which)
{
  int now = 0;
  int highest = 0;

  g_assert_cmpint (sqlite3_db_status (db, which, &now, &highest, TRUE), ==, SQLITE_OK);
  return now;
}

static void
read_cost (gpointer data,
           gpointer user_data)
{
  ExmDataset *dataset = user_data;
  ExmStore   *store = dataset->engine->store;
  Cost       *cost = data;

  *cost = (Cost){ 0 };
  for (guint i = 0; i < EXM_N_STMTS; i++)
    if (store->stmts[i] != NULL)
      {
        cost->steps += sqlite3_stmt_status (store->stmts[i], SQLITE_STMTSTATUS_VM_STEP, TRUE);
        cost->scanned += sqlite3_stmt_status (store->stmts[i], SQLITE_STMTSTATUS_FULLSCAN_STEP, TRUE);
      }
  cost->pages = db_status (store->db, SQLITE_DBSTATUS_CACHE_WRITE);
  cost->pages_got = db_status (store->db, SQLITE_DBSTATUS_CACHE_HIT) + db_status (store->db, SQLITE_DBSTATUS_CACHE_MISS);
  cost->rows = sqlite3_total_changes (store->db);
}

/* --- the edits ------------------------------------------------------------------- */

/* @turn differs each time, so that the edit changes something. */
typedef ExmCommand *(*MakeFunc) (const ExmTarget *target,
                                 guint            turn);

static ExmCommand *
make_label (const ExmTarget *target,
            guint            turn)
{
  return exm_command_new_set_label (target, (ExmLabelId)(1 + turn % 3));
}

static ExmCommand *
make_unlabel (const ExmTarget *target,
              guint            turn)
{
  return exm_command_new_set_label (target, turn % 2 == 0 ? 0 : 2);
}

static ExmCommand *
make_output (const ExmTarget *target,
             guint            turn)
{
  return exm_command_new_set_output (target, turn % 2 == 0 ? "One answer" : "Two answers");
}

static ExmCommand *
make_mark (const ExmTarget *target,
           guint            turn)
{
  return exm_command_new_set_mark (target, turn % 2 == 0 ? EXM_MARK_FLAGGED : EXM_MARK_SKIPPED);
}

static ExmCommand *
make_note (const ExmTarget *target,
           guint            turn)
{
  return exm_command_new_set_note (target, turn % 2 == 0 ? "first" : "other");
}

static ExmCommand *
make_input (const ExmTarget *target,
            guint            turn)
{
  return exm_command_new_set_input (700, turn % 2 == 0 ? "Written by hand" : "Written anew ..");
}

static ExmCommand *
make_split (const ExmTarget *target,
            guint            turn)
{
  return exm_command_new_set_split (target, turn % 2 == 0 ? EXM_SPLIT_TRAINING : EXM_SPLIT_VALIDATION);
}

static ExmCommand *
make_rename (const ExmTarget *target,
             guint            turn)
{
  return exm_command_new_label_edit (1, EXM_LABEL_NAME, turn % 2 == 0 ? "First" : "Prime");
}

static const struct
{
  const char *name;
  MakeFunc    make;
} edits[] = {
  { "label", make_label },
  { "unlabel", make_unlabel },
  { "output", make_output },
  { "mark", make_mark },
  { "note", make_note },
  { "input", make_input },
  { "split", make_split },
  { "rename", make_rename },
};

static Cost
measure (ExmDataset *dataset,
         guint       edit)
{
  g_autoptr(ExmTarget) target = exm_target_new_row (700);
  Cost  costs[2];
  guint n_before = 0;

  /* The first ones prepare their statements and fill the cache. */
  for (guint turn = 0; turn < 4; turn++)
    {
      g_autoptr(ExmReceipt) receipt = NULL;

      _exm_dataset_call_writer (dataset, read_cost, &costs[0]);
      n_before = (guint)costs[0].rows;
      receipt = fixture_run_receipt (dataset, edits[edit].make (target, turn));
      _exm_dataset_call_writer (dataset, read_cost, &costs[1]);
    }
  costs[1].rows -= n_before;
  return costs[1];
}

static void
test_counted (void)
{
  ExmDataset *small = open_of ("small.exemplar", SMALL);
  ExmDataset *large = open_of ("large.exemplar", LARGE);

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      Cost a = measure (small, i);
      Cost b = measure (large, i);

      g_test_message ("%s: %" G_GINT64_FORMAT " steps, %" G_GINT64_FORMAT " pages written, %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT " looked at, %" G_GINT64_FORMAT " rows",
                      edits[i].name, b.steps, b.pages, a.pages_got, b.pages_got, b.rows);
      g_assert_cmpint (a.steps, >, 0);
      g_assert_cmpint (a.steps, ==, b.steps);
      g_assert_cmpint (a.scanned, ==, b.scanned);
      g_assert_cmpint (a.pages, ==, b.pages);
      g_assert_cmpint (a.rows, ==, b.rows);
      /* A tree of a hundred times the rows is one level higher. */
      g_assert_cmpint (b.pages_got, <=, a.pages_got + 12);
    }
  fixture_close (small);
  fixture_close (large);
}

/* --- beside SQLite: the arrays in memory ------------------------------------------- */

static int
compare (const void *a,
         const void *b)
{
  gint64 left = *(const gint64 *)a;
  gint64 right = *(const gint64 *)b;

  return left < right ? -1 : left > right;
}

static gint64
cpu_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The cheapest of many: what else the machine does counts least there. */
static gint64
cheapest_label (ExmDataset *dataset)
{
  gint64 costs[60];

  for (guint i = 0; i < G_N_ELEMENTS (costs); i++)
    {
      g_autoptr(ExmTarget) target = exm_target_new_row (1 + i % 7);
      gint64 from = cpu_ns ();

      fixture_run (dataset, exm_command_new_set_label (target, (ExmLabelId)(1 + i / 7 % 3)));
      costs[i] = cpu_ns () - from;
    }
  qsort (costs, G_N_ELEMENTS (costs), sizeof costs[0], compare);
  return costs[G_N_ELEMENTS (costs) / 4];
}

/* Walking through the rows of the large one would cost 300 times as much. */
static void
test_timed (void)
{
  ExmDataset *small = open_of ("small-timed.exemplar", SMALL);
  ExmDataset *large = open_of ("large-timed.exemplar", 3 * LARGE);
  gint64      a = cheapest_label (small);
  gint64      b = cheapest_label (large);

  g_test_message ("%" G_GINT64_FORMAT " µs at %u rows, %" G_GINT64_FORMAT " µs at %u", a / 1000, SMALL, b / 1000, 3 * LARGE);
  g_assert_cmpint (b, <, 3 * a);
  fixture_close (small);
  fixture_close (large);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  g_test_add_func ("/core/cost/counted", test_counted);
  g_test_add_func ("/core/cost/timed", test_timed);
  return fixture_run_tests ();
}
