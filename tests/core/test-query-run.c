/* test-query-run.c - queries on a real dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "exm-dataset.h"
#include "exm-row-profile.h"
#include "exm-saved-search.h"

typedef struct
{
  const char *text;
  const char *label;
  const char *output;
  ExmMark     mark;
  const char *author;
  gint64      time;
} Row;

/* Ids are 1 and up in this order. */
static const Row rows[] = {
  { "Lovely day", "Happy", NULL, EXM_MARK_NONE, "zoe", 200 },  /* 1 */
  { "lovely  DAY", "Sad", NULL, EXM_MARK_NONE },               /* 2: conflicts with 1 */
  { "", "Happy", NULL, EXM_MARK_NONE },                        /* 3 */
  { "Bad coffee", "Angry", NULL, EXM_MARK_FLAGGED },           /* 4 */
  { "No idea", NULL, NULL, EXM_MARK_NONE, "Ann", 100 },        /* 5 */
  { "Some free text", NULL, "an answer", EXM_MARK_NONE },      /* 6 */
  { "Happy again", "Happy", NULL, EXM_MARK_NONE, NULL, -300 }, /* 7: before 1970 */
  { "So much joy", "Happiness", NULL, EXM_MARK_SKIPPED },      /* 8 */
};

typedef struct
{
  char       *dir;
  ExmDataset *dataset;
} Fixture;

static gboolean
import_rows (ExmImportSink *sink,
             gpointer       user_data,
             GCancellable  *cancellable,
             GError       **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ExmImportRow row = { .input = rows[i].text, .input_length = strlen (rows[i].text), .mark = rows[i].mark, .time = rows[i].time };

      row.author = rows[i].author;
      row.author_length = rows[i].author != NULL ? strlen (rows[i].author) : 0;

      if (rows[i].label != NULL)
        row.label = exm_import_sink_label (sink, rows[i].label, strlen (rows[i].label));
      row.output = rows[i].output;
      row.output_length = rows[i].output != NULL ? strlen (rows[i].output) : 0;
      if (!exm_import_sink_add (sink, &row, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
import_last (ExmImportSink *sink,
             gpointer       user_data,
             GCancellable  *cancellable,
             GError       **error)
{
  ExmImportRow row = { .input = "Later", .input_length = 5, .note = "lovely note", .note_length = 11 };

  return exm_import_sink_add (sink, &row, error);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr(GFile) file = NULL;
  g_autoptr(GError) error = NULL;
  ExmReceipt *receipt;

  fixture->dir = g_dir_make_tmp ("exm-query-run-XXXXXX", NULL);
  path = g_build_filename (fixture->dir, "a.exemplar", NULL);
  file = g_file_new_for_path (path);
  exm_dataset_create_with_import_sync (file, "one", import_rows, NULL, NULL, &error);
  g_assert_no_error (error);
  fixture->dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  receipt = exm_dataset_import_sync (fixture->dataset, "two", import_last, NULL, NULL, &error);
  g_assert_no_error (error);
  exm_receipt_free (receipt);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;

  exm_dataset_close_sync (fixture->dataset);
  g_object_unref (fixture->dataset);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  dir = g_dir_open (fixture->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
}

static char *
query_rows (ExmDataset     *dataset,
            const ExmQuery *query)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmRowIds) ids = exm_dataset_query_sync (dataset, query, NULL, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (gsize i = 0; i < ids->n_ids; i++)
    g_string_append_printf (text, "%u", ids->ids[i]);
  return g_string_free (text, FALSE);
}

static void
test_cases (Fixture      *fixture,
            gconstpointer data)
{
  static const struct
  {
    ExmQuery    query;
    const char *rows;
  } cases[] = {
    { { .text = NULL }, "123456789" },
    { { .descending = TRUE }, "987654321" },
    { { .text = (char *)"lovely" }, "129" },
    { { .text = (char *)"answer" }, "6" },
    { { .text = (char *)"happy" }, "137" }, /* in a post or as a label */
    { { .text = (char *)"joy OR coffee" }, "48" },
    { { .text = (char *)"lovely -note" }, "12" },
    { { .text = (char *)"-lovely" }, "345678" },
    { { .text = (char *)"post:happy" }, "7" },
    { { .text = (char *)"answer:happy" }, "137" },
    { { .text = (char *)"answer:an" }, "46" },
    { { .text = (char *)"note:lovely" }, "9" },
    { { .text = (char *)"has:note" }, "9" },
    { { .text = (char *)"-note:" }, "12345678" },
    { { .text = (char *)"label:happy" }, "137" },
    { { .text = (char *)"label:happ*" }, "1378" },
    { { .text = (char *)"label:hap" }, "1378" },
    { { .text = (char *)"label:none" }, "569" },
    { { .text = (char *)"label:nobody" }, "" },
    { { .text = (char *)"-label:happy lovely" }, "29" },
    { { .text = (char *)"is:labelled -is:done" }, "48" },
    { { .text = (char *)"is:unlabelled" }, "59" },
    { { .text = (char *)"is:flagged | is:skipped" }, "48" },
    { { .text = (char *)"is:flagged OR joy" }, "48" },
    { { .text = (char *)"is:duplicate" }, "2" },
    { { .text = (char *)"is:conflict" }, "12" },
    { { .text = (char *)"is:empty" }, "3" },
    { { .text = (char *)"is:rare" }, "248" },
    { { .text = (char *)"is:near" }, "1378" },
    { { .text = (char *)"is:near -is:rare" }, "137" },
    { { .text = (char *)"dup:" }, "12" },
    { { .text = (char *)"dup:no len:<8" }, "359" },
    { { .text = (char *)"len:10..11" }, "12478" },
    { { .text = (char *)"source:TWO" }, "9" },
    { { .text = (char *)"-source:one" }, "9" },
    { { .text = (char *)"split:none system:task" }, "123456789" },
    { { .text = (char *)"len:abc" }, "123456789" },
    { { .text = (char *)"len:abc later" }, "9" },
    { { .text = (char *)"\"lovely day\" OR \"free text\"" }, "126" },
    { { .text = (char *)"lovely", .states = 1 << EXM_STATE_TODO }, "9" },
    { { .states = 1 << EXM_STATE_TODO }, "59" },
    { { .states = 1 << EXM_STATE_DONE, .text = (char *)"LOVELY day" }, "12" },
    { { .problem = EXM_PROBLEM_EMPTY }, "3" },
    { { .problem = EXM_PROBLEM_UNLABELLED }, "59" },
    { { .problem = EXM_PROBLEM_DUPLICATE }, "2" },
    { { .problem = EXM_PROBLEM_CONFLICT }, "12" },
    { { .problem = EXM_PROBLEM_RARE_LABEL }, "248" },
    { { .problem = EXM_PROBLEM_NEAR_LABELS }, "1378" },
    { { .source = 1 }, "12345678" },
    { { .source = 2 }, "9" },
    { { .source = 77 }, "" },
    { { .sort = EXM_SORT_INPUT }, "347912586" }, /* 1 and 2 are equal: in order */
    { { .sort = EXM_SORT_INPUT, .descending = TRUE }, "685129743" },
    { { .sort = EXM_SORT_LABEL }, "481372659" }, /* Angry, Happiness, Happy, Sad, text, none */
    { { .sort = EXM_SORT_STATE }, "591236784" },
    { { .sort = EXM_SORT_LENGTH }, "395142786" },
    { { .sort = EXM_SORT_NOTE }, "912345678" }, /* those without come last, both ways */
    { { .sort = EXM_SORT_NOTE, .descending = TRUE }, "912345678" },
    { { .sort = EXM_SORT_AUTHOR }, "512346789" },
    { { .sort = EXM_SORT_AUTHOR, .descending = TRUE }, "152346789" },
    { { .sort = EXM_SORT_TIME }, "751234689" },
    { { .sort = EXM_SORT_TIME, .descending = TRUE }, "157234689" },
    { { .sort = EXM_SORT_SOURCE }, "123456789" },
    { { .sort = EXM_SORT_SOURCE, .descending = TRUE }, "912345678" },
    { { .sort = EXM_SORT_COPIES }, "345678912" },
    { { .sort = EXM_SORT_COPIES, .descending = TRUE, .text = (char *)"is:labelled" }, "1234678" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = query_rows (fixture->dataset, &cases[i].query);

      if (!g_str_equal (found, cases[i].rows))
        g_test_message ("case %u", (guint)i);
      g_assert_cmpstr (found, ==, cases[i].rows);
    }
}

/* A label that was merged away still finds the rows that it stood for. */
static void
test_merged_label (Fixture      *fixture,
                   gconstpointer data)
{
  ExmLabelId from = exm_label_get_id (exm_dataset_find_label (fixture->dataset, "Happiness"));
  ExmLabelId into = exm_label_get_id (exm_dataset_find_label (fixture->dataset, "Happy"));
  g_autoptr(ExmCommand) merge = exm_command_new_label_merge (&from, 1, into);
  g_autoptr(ExmQuery) query = exm_query_new_label (from);
  g_autoptr(GError) error = NULL;
  g_autofree char *before = query_rows (fixture->dataset, query);
  g_autofree char *after = NULL;

  g_assert_cmpstr (before, ==, "8");
  exm_receipt_free (exm_dataset_run_sync (fixture->dataset, merge, &error));
  g_assert_no_error (error);
  after = query_rows (fixture->dataset, query);
  g_assert_cmpstr (after, ==, "1378");
}

/* What the counters say is what the filters find. */
static void
test_counters_agree (Fixture      *fixture,
                     gconstpointer data)
{
  static const ExmProblem problems[] = { EXM_PROBLEM_UNLABELLED, EXM_PROBLEM_EMPTY, EXM_PROBLEM_DUPLICATE,
                                         EXM_PROBLEM_CONFLICT, EXM_PROBLEM_OTHER_SYSTEM, EXM_PROBLEM_TOO_LONG };
  const ExmStats         *stats;

  /* The counters follow the limit when the writer has counted anew. */
  exm_dataset_set_token_limit (fixture->dataset, 3);
  while (exm_dataset_get_stats (fixture->dataset)->n_problem[EXM_PROBLEM_TOO_LONG] == 0)
    g_main_context_iteration (NULL, TRUE);
  stats = exm_dataset_get_stats (fixture->dataset);
  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++)
    {
      ExmQuery         query = { .problem = problems[i] };
      g_autofree char *found = query_rows (fixture->dataset, &query);

      g_assert_cmpuint (strlen (found), ==, stats->n_problem[problems[i]]);
    }
  for (guint i = 0; i < EXM_N_STATES; i++)
    {
      ExmQuery         query = { .states = 1u << i };
      g_autofree char *found = query_rows (fixture->dataset, &query);

      g_assert_cmpuint (strlen (found), ==, stats->n_state[i]);
    }
}

static void
test_cancelled (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  ExmQuery query = { .states = 1 };

  g_cancellable_cancel (cancellable);
  g_assert_null (exm_dataset_query_sync (fixture->dataset, &query, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- against a slow and obvious way ---------------------------------------------------- */

static gboolean
text_has (const char *text,
          const char *word)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;
  g_autofree char *wanted = g_utf8_casefold (word, -1);

  return folded != NULL && strstr (folded, wanted) != NULL;
}

/* @term without "-": one of those that the test draws. */
static gboolean
row_has (const char *term,
         guint       i)
{
  const char *text = i < G_N_ELEMENTS (rows) ? rows[i].text : "Later";
  const char *label = i < G_N_ELEMENTS (rows) ? rows[i].label : NULL;
  const char *output = i < G_N_ELEMENTS (rows) ? rows[i].output : NULL;
  const char *note = i < G_N_ELEMENTS (rows) ? NULL : "lovely note";
  ExmMark     mark = i < G_N_ELEMENTS (rows) ? rows[i].mark : EXM_MARK_NONE;

  if (g_str_equal (term, "is:flagged"))
    return mark == EXM_MARK_FLAGGED;
  if (g_str_equal (term, "is:labelled"))
    return label != NULL || output != NULL;
  if (g_str_equal (term, "label:happy"))
    return g_strcmp0 (label, "Happy") == 0;
  if (g_str_equal (term, "label:none"))
    return label == NULL;
  if (g_str_equal (term, "len:>9"))
    return g_utf8_strlen (text, -1) > 9;
  if (g_str_equal (term, "has:note"))
    return note != NULL;
  if (g_str_equal (term, "note:lovely"))
    return text_has (note, "lovely");
  if (g_str_has_prefix (term, "post:"))
    return text_has (text, term + 5);
  return text_has (text, term) || text_has (output, term) || text_has (note, term) || text_has (label, term);
}

static void
test_random (Fixture      *fixture,
             gconstpointer data)
{
  static const char *const terms[] = { "happy", "lovely", "o", "answer", "is:flagged", "is:labelled", "label:happy",
                                       "label:none", "len:>9", "has:note", "note:lovely", "post:happy", "post:e" };

  for (guint round = 0; round < 1500; round++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(GString) wanted = g_string_new (NULL);
      g_autofree char *found = NULL;
      ExmQuery         query = { 0 };
      guint            n = (guint)g_test_rand_int_range (1, 6);
      gboolean         all[G_N_ELEMENTS (rows) + 1];
      gboolean         clause[G_N_ELEMENTS (rows) + 1] = { FALSE };

      for (guint i = 0; i < G_N_ELEMENTS (all); i++)
        all[i] = TRUE;
      for (guint j = 0; j < n; j++)
        {
          const char *term = terms[g_test_rand_int_range (0, G_N_ELEMENTS (terms))];
          gboolean    negated = g_test_rand_int_range (0, 3) == 0;
          gboolean    joins = j + 1 < n && g_test_rand_int_range (0, 3) == 0;

          g_string_append_printf (text, "%s%s%s ", negated ? "-" : "", term, joins ? " OR" : "");
          for (guint i = 0; i < G_N_ELEMENTS (all); i++)
            {
              clause[i] = clause[i] || row_has (term, i) != negated;
              if (joins)
                continue;
              all[i] = all[i] && clause[i];
              clause[i] = FALSE;
            }
        }
      for (guint i = 0; i < G_N_ELEMENTS (all); i++)
        if (all[i])
          g_string_append_printf (wanted, "%u", i + 1);
      query.text = text->str;
      found = query_rows (fixture->dataset, &query);
      if (!g_str_equal (found, wanted->str))
        g_test_message ("%s", text->str);
      g_assert_cmpstr (found, ==, wanted->str);
    }
}

static void
keep_result_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static GAsyncResult *
wait_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

/* A search that is kept comes back as it was, and can be dropped. */
static void
test_saved (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(ExmQuery) query = exm_query_new_label (2);
  g_autoptr(ExmSavedSearch) search = NULL;
  g_autoptr(GPtrArray) listed = NULL;
  g_autoptr(GPtrArray) after = NULL;
  g_autoptr(GAsyncResult) put = NULL;
  g_autoptr(GAsyncResult) list = NULL;
  g_autoptr(GAsyncResult) drop = NULL;
  g_autoptr(GAsyncResult) list_again = NULL;
  const ExmSavedSearch *back;

  query->text = g_strdup ("lovely len:>3");
  query->states = 1u << EXM_STATE_DONE;
  query->problem = EXM_PROBLEM_CONFLICT;
  search = exm_saved_search_new (0, "Täglich", query);
  exm_saved_search_put_async (fixture->dataset, search, keep_result_cb, &put);
  g_assert_true (exm_saved_search_change_finish (wait_result (&put), NULL));
  exm_saved_search_list_async (fixture->dataset, NULL, keep_result_cb, &list);
  listed = exm_saved_search_list_finish (wait_result (&list), NULL);
  g_assert_cmpuint (listed->len, ==, 1);
  back = g_ptr_array_index (listed, 0);
  g_assert_cmpstr (back->name, ==, "Täglich");
  g_assert_true (exm_query_equal (back->query, query));
  exm_saved_search_drop_async (fixture->dataset, back->id, keep_result_cb, &drop);
  g_assert_true (exm_saved_search_change_finish (wait_result (&drop), NULL));
  exm_saved_search_list_async (fixture->dataset, NULL, keep_result_cb, &list_again);
  after = exm_saved_search_list_finish (wait_result (&list_again), NULL);
  g_assert_cmpuint (after->len, ==, 0);
}

/* Bars count what the filters find. */
static void
test_profile (Fixture      *fixture,
              gconstpointer data)
{
  ExmQuery query = { 0 };
  g_autoptr(ExmRowIds) ids = exm_dataset_query_sync (fixture->dataset, &query, NULL, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(ExmRowProfile) profile = NULL;

  exm_row_profile_async (fixture->dataset, ids, NULL, keep_result_cb, &result);
  profile = exm_row_profile_finish (wait_result (&result), NULL);
  g_assert_cmpuint (profile->n_rows, ==, 9);
  g_assert_cmpuint (profile->labels[exm_label_get_id (exm_dataset_find_label (fixture->dataset, "Happy"))], ==, 3);
  g_assert_cmpuint (profile->labels[0], ==, 3);
  for (guint i = 0; i < EXM_N_STATES; i++)
    g_assert_cmpuint (profile->states[i], ==, exm_dataset_get_stats (fixture->dataset)->n_state[i]);
  g_assert_cmpuint (profile->splits[EXM_SPLIT_NONE], ==, 9);
  g_assert_cmpuint (profile->lengths[0], ==, 9);
}

/* --- sorts of many ---------------------------------------------------------------------- */

#define N_MANY 3000
#define N_PREFIXES 5

static const char *const prefixes[N_PREFIXES] = { "", "a", "the same eight and more", "the same eight", "der Öffner für " };

/* Many have the same beginning, many are the same, and one ends where another goes on. */
static gboolean
import_many (ExmImportSink *sink,
             gpointer       user_data,
             GCancellable  *cancellable,
             GError       **error)
{
  GPtrArray *texts = user_data;

  for (guint i = 0; i < N_MANY; i++)
    {
      GString     *text = g_string_new (prefixes[g_test_rand_int_range (0, N_PREFIXES)]);
      guint        n = (guint)g_test_rand_int_range (0, 12);
      ExmImportRow row = { .time = g_test_rand_int_range (0, 4) == 0 ? 0 : g_test_rand_int_range (-9, 9) * G_GINT64_CONSTANT (300000000) };

      for (guint k = 0; k < n; k++)
        g_string_append_c (text, "abBz9"[g_test_rand_int_range (0, 5)]);
      row.input = text->str;
      row.input_length = text->len;
      row.author = text->str;
      row.author_length = text->len;
      if (!exm_import_sink_add (sink, &row, error))
        return FALSE;
      g_ptr_array_add (texts, g_string_free (text, FALSE));
    }
  return TRUE;
}

/* In order, and among equals as they were. */
static void
assert_sorted (ExmDataset *dataset,
               GPtrArray  *texts,
               ExmSort     sort,
               gboolean    descending)
{
  ExmQuery query = { .sort = sort, .descending = descending };
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmRowIds) ids = exm_dataset_query_sync (dataset, &query, NULL, &error);
  g_autofree guint8 *seen = g_malloc0 (N_MANY + 1);
  gsize              n_with = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (ids->n_ids, ==, N_MANY);
  for (gsize i = 0; i < ids->n_ids; i++)
    {
      g_assert_cmpuint (seen[ids->ids[i]]++, ==, 0);
      /* Who has none stands at the end, whichever way. */
      if (sort == EXM_SORT_AUTHOR && *(const char *)texts->pdata[ids->ids[i] - 1] == '\0')
        continue;
      g_assert_cmpuint (i, ==, n_with);
      n_with++;
      if (i > 0)
        {
          g_autofree char *one = g_utf8_casefold (texts->pdata[ids->ids[i - 1] - 1], -1);
          g_autofree char *two = g_utf8_casefold (texts->pdata[ids->ids[i] - 1], -1);
          int              way = descending ? strcmp (two, one) : strcmp (one, two);

          g_assert_cmpint (way, <=, 0);
          g_assert_true (way < 0 || ids->ids[i - 1] < ids->ids[i]);
        }
    }
}

static void
test_sort_many (Fixture      *fixture,
                gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "many" EXM_DATASET_EXTENSION, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmDataset) dataset = NULL;

  exm_dataset_create_with_import_sync (file, "many", import_many, texts, NULL, &error);
  g_assert_no_error (error);
  dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      assert_sorted (dataset, texts, EXM_SORT_INPUT, i == 1);
      assert_sorted (dataset, texts, EXM_SORT_AUTHOR, i == 1);
    }
  exm_dataset_close_sync (dataset);
  g_remove (path);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/core/query-run/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("sort-many", test_sort_many);
  ADD ("cases", test_cases);
  ADD ("merged-label", test_merged_label);
  ADD ("counters-agree", test_counters_agree);
  ADD ("cancelled", test_cancelled);
  ADD ("random", test_random);
  ADD ("saved", test_saved);
  ADD ("profile", test_profile);
  return g_test_run ();
}
