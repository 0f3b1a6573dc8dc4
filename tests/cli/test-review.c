/* test-review.c - split, agreement, the deep check and archives, as commands
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include "cli-run.h"

#include <string.h>

static const char *const words[] = { "harbour", "sunset", "bread", "printer", "train", "clouds", "concert", "rain", "library", "dinner",
                                     "battery", "meeting", "traffic", "workout", "coffee", "shoes", "garden", "river", "window", "market" };

/* Posts that have nothing to do with each other, labels in turn. */
static char *
write_posts (const char *name,
             guint       n,
             guint       n_other)
{
  g_autoptr(GString) text = g_string_new ("text,label\n");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s %s %s %s number %u,%s\n", words[i % 20], words[(i * 7 + i / 20) % 20], words[(i * 3 + 5) % 20],
                            words[(i / 3) % 20], i * 7919, (i % 2 == 0) == (i >= n_other) ? "Positive" : "Negative");
  return cli_write (name, text->str);
}

static char *
make_dataset (const char *csv,
              const char *name)
{
  char *path = cli_path (name);
  g_auto(CliResult) result = cli_run ("convert", csv, path, "--force", NULL);

  g_assert_cmpint (result.status, ==, 0);
  return path;
}

static gint64
number_in (JsonObject *object,
           const char *first,
           const char *second,
           const char *name)
{
  JsonObject *inner = exm_json_get_object (object, first);
  gint64      number = -1;

  g_assert_nonnull (inner);
  if (second != NULL)
    inner = exm_json_get_object (inner, second);
  g_assert_nonnull (inner);
  g_assert_true (exm_json_get_int64 (inner, name, &number));
  return number;
}

/* --- split ------------------------------------------------------------------------ */

static void
test_split (void)
{
  g_autofree char *csv = write_posts ("split.csv", 100, 0);
  g_autofree char *path = make_dataset (csv, "split.exemplar");
  g_auto(CliResult) before = cli_run ("split", path, "--json", NULL);
  g_auto(CliResult) made = cli_run ("split", path, "--validation", "10", "--seed", "4", "--json", NULL);
  g_auto(CliResult) kept = cli_run ("split", path, "--json", NULL);
  g_auto(CliResult) told = cli_run ("split", path, NULL);
  g_auto(CliResult) cleared = cli_run ("split", path, "--clear", "--json", NULL);
  double share = 0;

  g_assert_cmpint (before.status, ==, 0);
  g_assert_cmpint (number_in (before.json, "all", "none", "examples"), ==, 100);
  g_assert_cmpstr (made.err, ==, "");
  g_assert_cmpint (made.status, ==, 0);
  g_assert_cmpint (number_in (made.json, "all", "validation", "examples"), ==, 10);
  g_assert_cmpint (number_in (made.json, "all", "training", "examples"), ==, 90);
  g_assert_cmpint (cli_number (&made, "held"), ==, 100);
  g_assert_cmpint (cli_number (&made, "leaks"), ==, 0);
  g_assert_cmpint (cli_number (&made, "refused"), ==, 0);
  g_assert_cmpint (cli_number (&made, "pattern"), ==, 0);
  g_assert_true (exm_json_get_double (made.json, "byte_share", &share));
  g_assert_cmpfloat (share, >, 0.05);
  g_assert_cmpfloat (share, <, 0.25);
  /* Both labels give their share. */
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (json_object_get_object_member (json_object_get_object_member (
                                                                                                               made.json, "labels"),
                                                                                                             "Positive"),
                                                                              "validation"),
                                               "examples"),
                   ==, 5);
  g_assert_cmpstr (kept.out, ==, made.out);
  g_assert_cmpint (told.status, ==, 0);
  g_assert_nonnull (strstr (told.out, "90 train, 10 validate, 0 not chosen"));
  g_assert_nonnull (strstr (told.out, "0 groups stand on both sides"));
  g_assert_cmpint (cleared.status, ==, 0);
  g_assert_cmpint (number_in (cleared.json, "all", "none", "examples"), ==, 100);
}

/* Equal posts go together, the share has limits, a table keeps no split. */
static void
test_split_refuses (void)
{
  g_autofree char *csv = write_posts ("table.csv", 40, 0);
  g_autofree char *few = cli_write ("few.csv", "text,label\nGood,Positive\nBad,Negative\n");
  g_autofree char *path = make_dataset (few, "few.exemplar");
  g_auto(CliResult) much = cli_run ("split", csv, "--validation", "30", NULL);
  g_auto(CliResult) table = cli_run ("split", csv, "--validation", "10", "--json", NULL);
  g_auto(CliResult) small = cli_run ("split", path, "--validation", "10", "--json", NULL);

  g_assert_cmpint (much.status, ==, 2);
  g_assert_nonnull (strstr (much.err, "1 to 20"));
  g_assert_cmpint (table.status, ==, 1);
  g_assert_nonnull (strstr (table.err, "exemplar convert"));
  g_assert_nonnull (exm_json_get_object (table.json, "error"));
  g_assert_cmpint (small.status, ==, 1);
  g_assert_nonnull (strstr (small.err, "too few"));
}

/* --- agreement ------------------------------------------------------------------------ */

static void
test_agreement (void)
{
  g_autofree char *csv = write_posts ("mine.csv", 40, 0);
  g_autofree char *mine = make_dataset (csv, "mine.exemplar");
  g_autofree char *csv_1 = write_posts ("one.csv", 40, 4);
  g_autofree char *one = make_dataset (csv_1, "one.exemplar");
  g_autofree char *csv_2 = write_posts ("two.csv", 40, 10);
  g_autofree char *two = make_dataset (csv_2, "two.exemplar");
  g_auto(CliResult) both = cli_run ("agreement", mine, one, two, "--json", NULL);
  g_auto(CliResult) told = cli_run ("agreement", mine, one, two, NULL);
  g_auto(CliResult) same = cli_run ("agreement", mine, mine, "--json", NULL);
  JsonArray  *reviews = exm_json_get_array (both.json, "reviews");
  JsonObject *first = exm_json_array_object (reviews, 0);
  JsonObject *confused;
  double      kappa = 0;
  double      low = 0;
  gint64      n = 0;

  g_assert_cmpint (both.status, ==, 0);
  g_assert_cmpuint (exm_json_array_size (reviews), ==, 2);
  g_assert_cmpstr (exm_json_get_string (first, "file"), ==, one);
  g_assert_true (exm_json_get_int64 (first, "compared", &n) && n == 40);
  g_assert_true (exm_json_get_int64 (first, "agreed", &n) && n == 36);
  /* 36 of 40 alike, half by chance. */
  g_assert_true (exm_json_get_double (first, "kappa", &kappa));
  g_assert_cmpfloat_with_epsilon (kappa, 0.8, 1e-9);
  g_assert_true (exm_json_get_double (first, "low", &low));
  g_assert_cmpfloat (low, <, kappa);
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (first, "labels")), ==, 2);
  confused = exm_json_array_object (exm_json_get_array (first, "confused"), 0);
  g_assert_true (exm_json_get_int64 (confused, "count", &n) && n == 4);
  g_assert_true (exm_json_get_double (exm_json_array_object (reviews, 1), "kappa", &kappa));
  g_assert_cmpfloat_with_epsilon (kappa, 0.5, 1e-9);
  g_assert_cmpint (number_in (both.json, "alpha", NULL, "posts"), ==, 40);

  g_assert_cmpint (told.status, ==, 0);
  g_assert_nonnull (strstr (told.out, "kappa 0.80 ("));
  g_assert_nonnull (strstr (told.out, "36 of 40 the same"));
  g_assert_nonnull (strstr (told.out, "All together: alpha"));
  g_assert_nonnull (strstr (told.out, "Landis and Koch"));

  g_assert_cmpint (same.status, ==, 1);
  g_assert_nonnull (strstr (same.err, "the dataset itself"));
}

/* --- check --deep ---------------------------------------------------------------------- */

static void
test_deep (void)
{
  g_autofree char *path = cli_write ("deep.csv", "text,label\n"
                                                 "Traffic was terrible this morning and I am late again,Bad\n"
                                                 "Traffic was terible this morning and I am late again,Good\n"
                                                 "Write to ann@example.org or bob@example.org,Good\n"
                                                 "Say hello to @anna from me,Good\n"
                                                 "Thank you all so much for the birthday wishes,Good\n"
                                                 "thank you all so much for the  birthday wishes!,Good\n"
                                                 "Broken \357\277\275 text,Good\n");
  g_auto(CliResult) deep = cli_run ("check", path, "--deep", "--json", NULL);
  g_auto(CliResult) plain = cli_run ("check", path, "--json", NULL);
  g_auto(CliResult) told = cli_run ("check", path, "--deep", NULL);

  g_assert_cmpint (deep.status, ==, 1);
  g_assert_cmpint (cli_number (&deep, "near_duplicates"), ==, 1);
  g_assert_cmpint (cli_number (&deep, "near_conflicts"), ==, 1);
  g_assert_cmpint (cli_number (&deep, "strange_characters"), ==, 1);
  g_assert_cmpint (number_in (deep.json, "personal_data", NULL, "email"), ==, 2);
  g_assert_cmpint (number_in (deep.json, "personal_data", NULL, "handle"), ==, 1);
  g_assert_cmpint (number_in (deep.json, "personal_data", NULL, "iban"), ==, 0);
  /* The keys are there without it as well. */
  g_assert_true (json_object_has_member (plain.json, "near_duplicates"));
  g_assert_true (json_object_get_null_member (plain.json, "near_duplicates"));
  g_assert_true (json_object_get_null_member (plain.json, "personal_data"));
  g_assert_nonnull (strstr (told.out, "2 e-mail addresses"));
}

/* --- archives ---------------------------------------------------------------------------- */

static void
test_reposts (void)
{
  g_autofree char *archive = g_test_build_filename (G_TEST_DIST, "formats", "fixtures", "x", "data", "tweets.js", NULL);
  g_autofree char *own = cli_path ("own.exemplar");
  g_autofree char *all = cli_path ("all.exemplar");
  g_auto(CliResult) without = cli_run ("convert", archive, own, NULL);
  g_auto(CliResult) with = cli_run ("convert", archive, all, "--reposts", NULL);
  g_auto(CliResult) few = cli_run ("check", own, "--json", NULL);
  g_auto(CliResult) more = cli_run ("check", all, "--json", NULL);

  g_assert_cmpint (without.status, ==, 0);
  g_assert_cmpint (with.status, ==, 0);
  g_assert_cmpint (cli_number (&few, "examples"), >, 0);
  g_assert_cmpint (cli_number (&more, "examples"), >, cli_number (&few, "examples"));
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  cli_set_up ();
  g_test_add_func ("/cli/split", test_split);
  g_test_add_func ("/cli/split/refuses", test_split_refuses);
  g_test_add_func ("/cli/agreement", test_agreement);
  g_test_add_func ("/cli/check/deep", test_deep);
  g_test_add_func ("/cli/convert/reposts", test_reposts);
  status = g_test_run ();
  cli_tear_down ();
  return status;
}
