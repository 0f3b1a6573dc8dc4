/* bench-near.c - near-duplicates against an exact pass in Python, and their memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "bench-goal.h"
#include "exm-near-duplicates.h"

#define N_WORDS 20000

/* Words as in a language: the second is half as frequent as the first, and so on. */
static GPtrArray *
make_words (GRand *rand)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < N_WORDS; i++)
    {
      g_autoptr (GString) word = g_string_new (NULL);

      for (gint32 n = g_rand_int_range (rand, 1, 5); n > 0; n--)
        {
          g_string_append_c (word, "bcdfghjklmnprstvw"[g_rand_int_range (rand, 0, 17)]);
          g_string_append (word, i % 7 == 0 ? "é" : (char[]){ "aeiou"[g_rand_int_range (rand, 0, 5)], '\0' });
        }
      g_ptr_array_add (words, g_string_free (g_steal_pointer (&word), FALSE));
    }
  return words;
}

/* The posts, one a line, of 6 to 60 words; each tenth is an edited copy of an earlier
 * one, and a third has an emoji. */
static void
write_lines (const char *path,
             guint       rows)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (GPtrArray) words = make_words (rand);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree gsize *starts = g_new (gsize, rows);

  for (guint i = 0; i < rows; i++)
    {
      starts[i] = out->len;
      if (i > 0 && g_rand_int_range (rand, 0, 10) == 0)
        {
          gsize            from = starts[g_rand_int_range (rand, 0, (gint32)i)];
          g_autofree char *post = g_strndup (out->str + from, strcspn (out->str + from, "\n"));

          g_string_append_printf (out, "RT @someone: %s!", post);
        }
      else
        for (gint32 n = g_rand_int_range (rand, 6, 61); n > 0; n--)
          g_string_append_printf (out, "%s ", (char *)words->pdata[(guint)exp (g_rand_double (rand) * log (N_WORDS)) - 1]);
      g_string_append (out, i % 3 == 0 ? "😀\n" : "\n");
    }
  g_assert_true (g_file_set_contents (path, out->str, (gssize)out->len, NULL));
}

static double
status_megabytes (const char *field)
{
  g_autofree char *status = NULL;
  const char      *at;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  at = strstr (status, field);
  return at != NULL ? g_ascii_strtod (at + strlen (field), NULL) / 1024 : 0;
}

/* Of the processor: others may be using it as well. */
static gint64
cpu_time (void)
{
  return (gint64)clock () * G_USEC_PER_SEC / CLOCKS_PER_SEC;
}

static double
find_near (char **lines)
{
  gint64 from = cpu_time ();
  g_autoptr (ExmNearDuplicates) near = exm_near_duplicates_new ();
  g_autoptr (ExmNearGroups) groups = NULL;
  gint64 added;
  gint64 matched;

  for (guint i = 0; lines[i] != NULL; i++)
    exm_near_duplicates_add (near, i, lines[i]);
  added = cpu_time ();
  g_assert_true (exm_near_duplicates_match (near, NULL, NULL, NULL, NULL));
  matched = cpu_time ();
  for (guint i = 0; lines[i] != NULL; i++)
    if (exm_near_duplicates_wants (near, i))
      exm_near_duplicates_add_again (near, i, lines[i]);
  groups = exm_near_duplicates_finish (near, NULL, NULL, NULL, NULL);
  g_assert_cmpuint (groups->n_groups, >, 0);
  g_print ("sketches %.2f s, matching %.2f s, comparing %.2f s; %u groups, %" G_GSIZE_FORMAT " posts\n",
           (double)(added - from) / 1e6, (double)(matched - added) / 1e6,
           (double)(cpu_time () - matched) / 1e6, groups->n_groups, groups->n_ids);
  return (double)(cpu_time () - from) / 1e6;
}

static double
find_exact_in_python (const char *path)
{
  const char *const argv[] = { "python3", BENCH_SCRIPTS "/bench-near.py", path, NULL };
  g_autofree char  *out = NULL;
  int               status;

  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return g_ascii_strtod (out, NULL);
}

int
main (void)
{
  guint            rows = bench_rows ();
  g_autofree char *folder = g_dir_make_tmp ("exm-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "posts.txt", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  double   ratios[BENCH_ROUNDS];
  double   before;
  gboolean ok;

  write_lines (path, rows);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_strchomp (text);
  lines = g_strsplit (text, "\n", -1);
  g_clear_pointer (&text, g_free);
  /* The peak starts anew. */
  g_file_set_contents_full ("/proc/self/clear_refs", "5", 1, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
  before = status_megabytes ("VmRSS:");
  for (guint i = 0; i < BENCH_ROUNDS; i++)
    {
      double ours = find_near (lines);
      double theirs = find_exact_in_python (path);

      ratios[i] = ours / theirs;
      g_print ("round %u: near %.2f s, python exact %.2f s\n", i + 1, ours, theirs);
    }
  g_print ("peak %.0f bytes a post\n", (status_megabytes ("VmHWM:") - before) * 1024 * 1024 / rows);
  ok = bench_goal ("near-duplicates/python-exact", bench_median (ratios), 1.2);
  ok = bench_goal ("near-duplicates-bytes-a-post", (status_megabytes ("VmHWM:") - before) * 1024 * 1024 / rows, 200) && ok;
  bench_remove_folder (folder);
  return ok ? 0 : 1;
}
