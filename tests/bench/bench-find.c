/* bench-find.c - a word looked for in all posts, against grep over the same text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "bench-goal.h"
#include "exm-dataset.h"
#include "exm-row-profile.h"

/* ms from the question to the first rows that are shown, whatever their number. */
#define FIRST_GOAL 100.0

typedef struct
{
  guint  n;
  char  *lines; /* where the posts are written, for grep */
  gint64 first;
  gint64 whole;
  gsize  n_found;
} Find;

static gboolean
fill (ExmImportSink *sink,
      gpointer       user_data,
      GCancellable  *cancellable,
      GError       **error)
{
  const Find *find = user_data;
  FILE       *lines = g_fopen (find->lines, "w");
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_nonnull (lines);
  for (guint i = 0; i < find->n; i++)
    {
      char         name[16], author[24], note[40];
      ExmImportRow row = { 0 };

      g_string_printf (text, "Post number %u of a long day with coffee, traffic, rain, music and friends who talk about mountains, "
                             "the news of the week and what to cook tonight%s%s",
                       i % 20 == 19 ? i - 1 : i, i % 500 == 250 ? ", with some Serenity" : "", i % 3 == 0 ? " – naïve 😀" : "");
      g_snprintf (name, sizeof name, "Feeling%u", i % 154);
      row.input = text->str;
      row.input_length = text->len;
      row.label = exm_import_sink_label (sink, name, strlen (name));
      /* Each has an author and a date, every tenth a note, every 20th is a copy. */
      row.author_length = (gsize)g_snprintf (author, sizeof author, "writer%u", i * 2654435761u % 50000);
      row.author = author;
      row.time = 1600000000 + i * 2654435761u % 100000000;
      row.note_length = i % 10 == 0 ? (gsize)g_snprintf (note, sizeof note, "Look at %u again", i * 2654435761u % 1000) : 0;
      row.note = i % 10 == 0 ? note : NULL;
      if (!exm_import_sink_add (sink, &row, error))
        return FALSE;
      fprintf (lines, "%s\n", text->str);
    }
  fclose (lines);
  return TRUE;
}

static void
found_cb (ExmDataset *dataset,
          ExmRowIds  *found,
          gpointer    user_data)
{
  Find *find = user_data;

  if (find->first == 0)
    find->first = g_get_monotonic_time ();
}

static void
whole_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Find *find = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmRowIds) ids = exm_dataset_query_finish (EXM_DATASET (source), result, &error);

  g_assert_no_error (error);
  find->n_found = ids->n_ids;
  find->whole = g_get_monotonic_time ();
  if (find->first == 0)
    find->first = find->whole;
}

static void
ask (ExmDataset *dataset,
     Find       *find,
     const char *text,
     double     *first,
     double     *whole)
{
  ExmQuery query = { .text = (char *)text };
  gint64   begin = g_get_monotonic_time ();

  find->first = find->whole = 0;
  exm_dataset_query_found_async (dataset, &query, found_cb, NULL, whole_cb, find);
  while (find->whole == 0)
    g_main_context_iteration (NULL, TRUE);
  *first = (double)(find->first - begin) / 1000;
  *whole = (double)(find->whole - begin) / 1000;
}

static double
grep (const char *lines,
      const char *word)
{
  const char *const argv[] = { "grep", "-ci", word, lines, NULL };
  gint64            begin = g_get_monotonic_time ();
  g_autofree char  *out = NULL;
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, NULL, &error);
  g_assert_no_error (error);
  return (double)(g_get_monotonic_time () - begin) / 1000;
}

static void
profiled_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (ExmRowProfile) profile = exm_row_profile_finish (result, NULL);

  g_assert_nonnull (profile);
  *(guint *)user_data = profile->n_rows;
}

static void
profile_all (ExmDataset *dataset)
{
  ExmQuery query = { 0 };
  g_autoptr (ExmRowIds) ids = exm_dataset_query_sync (dataset, &query, NULL, NULL);
  gint64 begin = g_get_monotonic_time ();
  guint  n_rows = 0;

  exm_row_profile_async (dataset, ids, NULL, profiled_cb, &n_rows);
  while (n_rows == 0)
    g_main_context_iteration (NULL, TRUE);
  g_print ("histograms of %u rows: %.1f ms\n", n_rows, (double)(g_get_monotonic_time () - begin) / 1000);
}

/* All rows in another order. None has an index; none may be dearer than the posts. */
static gboolean
sort_all (ExmDataset *dataset)
{
  static const struct
  {
    const char *name;
    ExmSort     sort;
  } sorts[] = {
    { "post", EXM_SORT_INPUT },
    { "length", EXM_SORT_LENGTH },
    { "label", EXM_SORT_LABEL },
    { "copies", EXM_SORT_COPIES },
    { "source", EXM_SORT_SOURCE },
    { "note", EXM_SORT_NOTE },
    { "author", EXM_SORT_AUTHOR },
    { "date", EXM_SORT_TIME },
  };

  double   by_post = 0;
  gboolean ok = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    {
      g_autofree char *name = g_strdup_printf ("sort-%s-to-post", sorts[i].name);
      double           times[BENCH_ROUNDS];
      double           time;

      for (guint k = 0; k < BENCH_ROUNDS; k++)
        {
          ExmQuery query = { .sort = sorts[i].sort };
          gint64   begin = g_get_monotonic_time ();
          g_autoptr (ExmRowIds) ids = exm_dataset_query_sync (dataset, &query, NULL, NULL);

          g_assert_nonnull (ids);
          times[k] = (double)(g_get_monotonic_time () - begin) / 1000;
        }
      time = bench_median (times);
      g_print ("sort by %s: %.1f ms\n", sorts[i].name, time);
      if (i == 0)
        by_post = time;
      else
        ok &= bench_goal (name, time / by_post, 1.5);
    }
  return ok;
}

static gboolean
compare (ExmDataset *dataset,
         Find       *find,
         const char *word)
{
  double           firsts[BENCH_ROUNDS], wholes[BENCH_ROUNDS], greps[BENCH_ROUNDS];
  double           first, whole, peer;
  g_autofree char *name = g_strdup_printf ("search-%s-to-grep", word);

  for (guint i = 0; i < BENCH_ROUNDS; i++)
    {
      ask (dataset, find, word, &firsts[i], &wholes[i]);
      greps[i] = grep (find->lines, word);
    }
  first = bench_median (firsts);
  whole = bench_median (wholes);
  peer = bench_median (greps);
  g_print ("“%s”: %" G_GSIZE_FORMAT " of %u rows, first rows after %.1f ms, all after %.1f ms; grep -ci %.1f ms\n",
           word, find->n_found, find->n, first, whole, peer);
  return bench_goal (name, whole / peer, 3.0) & (first < FIRST_GOAL || find->n < BENCH_FULL);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *dir = g_dir_make_tmp ("exm-bench-find-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "a.exemplar", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmDataset) dataset = NULL;
  g_autofree char *lines = g_build_filename (dir, "posts.txt", NULL);
  Find             find = { .n = bench_rows (), .lines = lines };
  gboolean         ok;
  double           first, whole;

  exm_dataset_create_with_import_sync (file, "bench", fill, &find, NULL, &error);
  g_assert_no_error (error);
  dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);
  g_assert_no_error (error);

  ok = compare (dataset, &find, "serenity");
  ok &= compare (dataset, &find, "coffee");
  ask (dataset, &find, "label:feeling7 len:>100 -serenity", &first, &whole);
  g_print ("label, length and a word less: %" G_GSIZE_FORMAT " rows after %.1f ms\n", find.n_found, whole);
  ask (dataset, &find, "is:done dup:no", &first, &whole);
  g_print ("state and copies: %" G_GSIZE_FORMAT " rows after %.1f ms\n", find.n_found, whole);
  profile_all (dataset);
  ok &= sort_all (dataset);

  exm_dataset_close_sync (dataset);
  bench_remove_folder (dir);
  return ok ? 0 : 1;
}
