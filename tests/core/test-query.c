/* test-query.c - queries as values, filters, searches and sorts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "exm-query-private.h"

#define N 10

/* Ten rows made by hand; 9 is deleted, label 3 is merged into 1, label 4 deleted. */
static guint16 row_label[N] = { 0, 1, 1, 2, 3, 4, 0, 0, 2, 1 };
static guint8  row_bits[N] = {
   0,
   EXM_BIT_ALIVE,
   EXM_BIT_ALIVE | EXM_BIT_SKIPPED,
   EXM_BIT_ALIVE | EXM_BIT_FLAGGED,
   EXM_BIT_ALIVE,
   EXM_BIT_ALIVE,
   EXM_BIT_ALIVE | EXM_BIT_OUTPUT,
   EXM_BIT_ALIVE | EXM_BIT_EMPTY,
   EXM_BIT_ALIVE | EXM_BIT_OTHER_SYSTEM,
   0,
};
static guint32 row_tokens[N] = { 0, 5, 5, 5, 50, 5, 5, 5, 5, 99 };
static guint8  copies[N] = { 0, 0, 1, 3, 2, 0, 0, 0, 0, 0 };
static guint16 effective[5] = { 0, 1, 2, 1, 0 };

static const ExmColumns  columns = { .n = N, .label = row_label, .bits = row_bits, .tokens = row_tokens };
static const ExmLabelMap map = { .n = 5, .effective = effective };

static char *
filter (const ExmQuery *query,
        const ExmScan  *scan)
{
  ExmRowId ids[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
  gsize    n = _exm_scan_filter (scan, query, ids, G_N_ELEMENTS (ids), NULL);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    g_string_append_printf (text, "%u", ids[i]);
  return g_string_free (text, FALSE);
}

static void
test_filter (void)
{
  static const struct
  {
    int         labels[3]; /* -1 ends; none = any */
    guint       states;
    ExmProblem  problem;
    const char *rows;
  } cases[] = {
    { { -1 }, 0, EXM_PROBLEM_NONE, "12345678" },
    { { 1, -1 }, 0, EXM_PROBLEM_NONE, "124" },
    { { 3, -1 }, 0, EXM_PROBLEM_NONE, "124" }, /* merged since it was asked for */
    { { 4, -1 }, 0, EXM_PROBLEM_NONE, "" },    /* deleted */
    { { 77, -1 }, 0, EXM_PROBLEM_NONE, "" },
    { { 0, -1 }, 0, EXM_PROBLEM_NONE, "567" },
    { { 0, 2, -1 }, 0, EXM_PROBLEM_NONE, "35678" },
    { { -1 }, 1 << EXM_STATE_TODO, EXM_PROBLEM_NONE, "57" },
    { { -1 }, 1 << EXM_STATE_DONE, EXM_PROBLEM_NONE, "1468" },
    { { -1 }, 1 << EXM_STATE_SKIPPED, EXM_PROBLEM_NONE, "2" },
    { { -1 }, 1 << EXM_STATE_FLAGGED, EXM_PROBLEM_NONE, "3" },
    { { 1, -1 }, (1 << EXM_STATE_SKIPPED) | (1 << EXM_STATE_FLAGGED), EXM_PROBLEM_NONE, "2" },
    { { -1 }, 0, EXM_PROBLEM_UNLABELLED, "57" },
    { { -1 }, 0, EXM_PROBLEM_EMPTY, "7" },
    { { -1 }, 0, EXM_PROBLEM_OTHER_SYSTEM, "8" },
    { { -1 }, 0, EXM_PROBLEM_TOO_LONG, "4" },
    { { -1 }, 0, EXM_PROBLEM_DUPLICATE, "23" },
    { { -1 }, 0, EXM_PROBLEM_CONFLICT, "34" },
    { { -1 }, 0, EXM_PROBLEM_RARE_LABEL, "38" },
    { { -1 }, 0, EXM_PROBLEM_NEAR_LABELS, "124" },
    { { -1 }, 0, EXM_PROBLEM_TOO_FEW, "" },
  };
  guint8           label_bits[5] = { 0, EXM_LABEL_NEAR, EXM_LABEL_RARE, 0, 0 };
  ExmScan          scan = { .columns = &columns, .map = &map, .duplicate_bits = copies, .label_bits = label_bits, .token_threshold = 20 };
  ExmScan          span = scan;
  g_autofree char *in_span = NULL;
  g_autoptr(ExmQuery) all = exm_query_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ExmQuery) query = exm_query_new ();
      g_autofree char *rows = NULL;

      for (guint j = 0; cases[i].labels[j] >= 0; j++)
        {
          ExmLabelId id = (ExmLabelId)cases[i].labels[j];

          if (query->labels == NULL)
            query->labels = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));
          g_array_append_val (query->labels, id);
        }
      query->states = cases[i].states;
      query->problem = cases[i].problem;
      rows = filter (query, &scan);
      g_assert_cmpstr (rows, ==, cases[i].rows);
    }

  span.first_id = 3;
  span.last_id = 5;
  in_span = filter (all, &span);
  g_assert_cmpstr (in_span, ==, "345");
}

static void
test_filter_cancel (void)
{
  ExmScan scan = { .columns = &columns, .map = &map, .token_threshold = G_MAXUINT32 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(ExmQuery) query = exm_query_new ();
  ExmRowId ids[] = { 1, 2 };

  g_cancellable_cancel (cancellable);
  g_assert_true (_exm_scan_filter (&scan, query, ids, 2, cancellable) == G_MAXSIZE);
}

static void
test_count_labels (void)
{
  ExmScan           scan = { .columns = &columns, .map = &map };
  g_autofree guint *counts = _exm_scan_count_labels (&scan);

  g_assert_cmpuint (counts[1], ==, 3);
  g_assert_cmpuint (counts[2], ==, 2);
  g_assert_cmpuint (counts[3], ==, 0);
}

static void
test_sort_by_key (void)
{
  for (guint round = 0; round < 40; round++)
    {
      gsize                n = (gsize)g_test_rand_int_range (0, 400);
      gboolean             descending = g_test_rand_bit ();
      g_autofree ExmRowId *ids = g_new (ExmRowId, n + 1);
      g_autofree guint32  *keys = g_new (guint32, n + 1);
      g_autofree guint32  *key_of = g_new (guint32, n + 1);

      for (gsize i = 0; i < n; i++)
        {
          ids[i] = (ExmRowId)i;
          keys[i] = key_of[i] = round % 2 ? (guint32)g_test_rand_int_range (0, 5) : (guint32)g_test_rand_int ();
        }
      _exm_sort_by_key (ids, keys, n, descending);
      for (gsize i = 1; i < n; i++)
        {
          guint32 before = key_of[ids[i - 1]];
          guint32 here = key_of[ids[i]];

          if (before == here)
            g_assert_cmpuint (ids[i - 1], <, ids[i]);
          else
            g_assert_cmpint (before < here, ==, !descending);
        }
    }
}

/* --- on tables ------------------------------------------------------------------- */

static sqlite3 *
open_tables (void)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (":memory:", &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db,
                                 "CREATE TABLE example (id INTEGER PRIMARY KEY, input TEXT NOT NULL, output TEXT);"
                                 "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL);"
                                 "CREATE TABLE task (field INTEGER PRIMARY KEY, value TEXT NOT NULL);"
                                 "CREATE TABLE label (id INTEGER PRIMARY KEY, name TEXT NOT NULL, ord INTEGER NOT NULL,"
                                 " merged_into INTEGER NOT NULL, deleted INTEGER NOT NULL);"
                                 "INSERT INTO example VALUES (1, 'Great serve at the match', NULL),"
                                 " (2, '  apple pie', NULL), (3, 'Äpfel und Birnen', 'great'), (4, 'Apple PIE today', NULL),"
                                 " (5, 'zebra', NULL), (6, '', 'match');"
                                 "INSERT INTO note VALUES (5, 'a Great match'), (2, 'today');"
                                 "INSERT INTO label VALUES (1, 'happy', 3, 0, 0), (2, 'Sad', 2, 0, 0),"
                                 " (3, 'Angry', 1, 0, 0), (4, 'Happiness', 4, 0, 0), (5, 'gone', 5, 0, 1),"
                                 " (6, 'Sadness', 6, 2, 0);",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  return db;
}

static char *
format_ids (const ExmRowId *ids,
            gsize           n)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    g_string_append_printf (text, "%u", ids[i]);
  return g_string_free (text, FALSE);
}

static gsize
search (sqlite3      *db,
        const char   *text,
        ExmRowId     *ids,
        gsize         n_ids,
        GCancellable *cancellable,
        GError      **error)
{
  g_autoptr(ExmTerms) terms = _exm_terms_new (text);
  ExmSearchJob job = { .db = db, .terms = terms, .ids = ids, .n_ids = n_ids, .cancellable = cancellable };

  return terms != NULL ? _exm_query_search (&job, error) : n_ids;
}

static void
test_search (void)
{
  static const struct
  {
    const char *words;
    const char *rows; /* of 6 5 4 3 2 1 */
  } cases[] = {
    { "apple", "42" },
    { "ÄPFEL", "3" },
    { "great", "531" },
    { "great match", "51" },
    { "match", "651" },
    { "pie today", "42" }, /* one word in the post, the other in the note */
    { "\"pie today\"", "4" },
    { "nothing", "" },
    { " ", "654321" },
  };
  sqlite3 *db = open_tables ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  ExmRowId one[] = { 1 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ExmRowId         ids[] = { 6, 5, 4, 3, 2, 1 };
      gsize            n = search (db, cases[i].words, ids, 6, NULL, NULL);
      g_autofree char *rows = format_ids (ids, n);

      g_assert_cmpstr (rows, ==, cases[i].rows);
    }

  g_cancellable_cancel (cancellable);
  g_assert_true (search (db, "great", one, 1, cancellable, &error) == G_MAXSIZE);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  sqlite3_close (db);
}

/* A few rows out of very many are fetched one by one: the same answer. */
static void
test_search_few (void)
{
  sqlite3 *db = open_tables ();
  ExmRowId ids[] = { 4000, 4, 1 };
  gsize    n;

  sqlite3_exec (db, "INSERT INTO example VALUES (4000, 'great', NULL)", NULL, NULL, NULL);
  n = search (db, "great", ids, 3, NULL, NULL);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (ids[0], ==, 4000);
  g_assert_cmpuint (ids[1], ==, 1);
  sqlite3_close (db);
}

static void
test_sort_by_input (void)
{
  sqlite3         *db = open_tables ();
  ExmRowId         ids[] = { 1, 2, 3, 4, 5, 6 };
  ExmRowId         down[] = { 1, 2, 3, 4, 5, 6 };
  ExmSortJob       job = { .db = db, .sort = EXM_SORT_INPUT, .ids = ids, .n_ids = 6 };
  g_autofree char *up_text = NULL;
  g_autofree char *down_text = NULL;

  g_assert_true (_exm_sort_by_text (&job, NULL));
  up_text = format_ids (ids, 6);
  g_assert_cmpstr (up_text, ==, "624153");
  job.ids = down;
  job.descending = TRUE;
  g_assert_true (_exm_sort_by_text (&job, NULL));
  down_text = format_ids (down, 6);
  g_assert_cmpstr (down_text, ==, "351426");
  sqlite3_close (db);
}

static void
test_labels (void)
{
  sqlite3            *db = open_tables ();
  g_autofree guint32 *ranks = _exm_query_rank_labels (db, 7, NULL);
  const guint         counts[7] = { 0, 3, 3, 3, 3, 3, 3 };
  const guint         unused[7] = { 0, 3, 3, 3, 0, 3, 3 };
  guint8              bits[7] = { 0 };

  g_assert_cmpuint (ranks[3], ==, 1); /* Angry, Happiness, happy, Sad */
  g_assert_cmpuint (ranks[4], ==, 2);
  g_assert_cmpuint (ranks[2], ==, 4);
  g_assert_cmpuint (ranks[5], ==, 0);
  g_assert_cmpuint (ranks[6], ==, 0);

  g_assert_true (_exm_query_find_near_labels (db, unused, 7, bits, NULL));
  g_assert_cmpuint (bits[1], ==, 0);
  g_assert_true (_exm_query_find_near_labels (db, counts, 7, bits, NULL));
  g_assert_cmpuint (bits[1], ==, EXM_LABEL_NEAR);
  g_assert_cmpuint (bits[4], ==, EXM_LABEL_NEAR);
  g_assert_cmpuint (bits[2], ==, 0); /* its like was merged into it */
  sqlite3_close (db);
}

/* --- values ------------------------------------------------------------------------- */

static void
test_values (void)
{
  g_autoptr(ExmQuery) a = exm_query_new_label (7);
  g_autoptr(ExmQuery) b = exm_query_copy (a);
  g_autoptr(ExmQuery) all = exm_query_new ();
  ExmLabelId other = 8;

  g_assert_true (exm_query_equal (a, b));
  g_assert_false (exm_query_is_all (a));
  g_array_append_val (b->labels, other);
  g_assert_false (exm_query_equal (a, b));
  g_array_prepend_val (a->labels, other);
  g_assert_true (exm_query_equal (a, b));

  g_assert_true (exm_query_is_all (all));
  all->text = g_strdup (" \n");
  all->states = 0xf;
  all->sort = EXM_SORT_LENGTH;
  g_assert_true (exm_query_is_all (all));
  all->states = 1;
  g_assert_false (exm_query_is_all (all));
}

static void
test_targets (void)
{
  const ExmRowId except[] = { 3, 4 };
  g_autoptr(ExmQuery) query = exm_query_new_label (2);
  g_autoptr(ExmTarget) row = exm_target_new_row (9);
  g_autoptr(ExmTarget) rest = exm_target_new_query (query, except, 2);
  g_autoptr(ExmTarget) copy = exm_target_copy (rest);

  g_assert_null (row->query);
  g_assert_cmpuint (row->n_ids, ==, 1);
  g_assert_cmpuint (row->ids[0], ==, 9);
  g_clear_pointer (&rest, exm_target_free);
  g_assert_true (exm_query_equal (copy->query, query));
  g_assert_cmpmem (copy->ids, copy->n_ids * sizeof (ExmRowId), except, sizeof except);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/query/filter", test_filter);
  g_test_add_func ("/core/query/filter-cancel", test_filter_cancel);
  g_test_add_func ("/core/query/count-labels", test_count_labels);
  g_test_add_func ("/core/query/sort-by-key", test_sort_by_key);
  g_test_add_func ("/core/query/search", test_search);
  g_test_add_func ("/core/query/search-few", test_search_few);
  g_test_add_func ("/core/query/sort-by-input", test_sort_by_input);
  g_test_add_func ("/core/query/labels", test_labels);
  g_test_add_func ("/core/query/values", test_values);
  g_test_add_func ("/core/query/targets", test_targets);
  return g_test_run ();
}
