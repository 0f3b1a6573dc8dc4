/* test-survey.c - what only a look at all posts can tell, and what is decided about it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "core-fixture.h"
#include "exm-odd-chars.h"
#include "exm-review-marks.h"
#include "exm-survey.h"

#include <string.h>

static const char *const posts[] = {
  "Traffic was terrible this morning and I am late again",   /* 1 Bad */
  "Traffic was terible this morning and I am late again",    /* 2 Good: a conflict */
  "Thank you all so much for the birthday wishes",           /* 3 no label */
  "RT @anna: Thank you all so much for the birthday wishes", /* 4 Good: the same */
  "Write to ann@example.org or bob@example.org",             /* 5 Good */
  "Broken \357\277\275 text\001here",                        /* 6 Good */
};

static ExmDataset *
open_posts (const char *name)
{
  g_autoptr(GFile) file = fixture_file (name);
  g_autoptr(GPtrArray) examples = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);
  static const char *const labels[] = { "Bad", "Good", NULL, "Good", "Good", "Good" };
  ExmDataset              *dataset;

  fixture_create (file, 0);
  dataset = fixture_open (file);
  for (guint i = 0; i < G_N_ELEMENTS (posts); i++)
    {
      ExmExample *example = exm_example_new ();

      g_free (example->input);
      example->input = g_strdup (posts[i]);
      g_ptr_array_add (examples, example);
    }
  fixture_run (dataset, exm_command_new_add (examples, 0));
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (labels[i] != NULL)
      {
        g_autoptr(ExmTarget) target = exm_target_new_row (i + 1);

        fixture_run (dataset, exm_command_new_set_label_named (target, labels[i]));
      }
  return dataset;
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(ExmSurvey **)user_data = exm_survey_read_finish (EXM_DATASET (source), result, &error);
  g_assert_no_error (error);
}

static void
test_survey (void)
{
  ExmDataset *dataset = open_posts ("survey.exemplar");
  g_autoptr(ExmSurvey) survey = NULL;
  g_autoptr(GArray) extra = NULL;
  g_autoptr(GArray) personal = NULL;
  const ExmRowId *ids;
  gsize           n_ids;

  exm_survey_read_async (dataset, NULL, NULL, NULL, read_cb, &survey);
  while (survey == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (survey->conflicts->len, ==, 1);
  ids = exm_survey_get_group (survey, g_array_index (survey->conflicts, guint, 0), &n_ids);
  g_assert_cmpuint (n_ids, ==, 2);
  g_assert_cmpuint (ids[0], ==, 1);
  g_assert_cmpuint (survey->repeats->len, ==, 1);
  g_assert_cmpuint (survey->n_repeats, ==, 1);
  /* The one that is kept has a label. */
  extra = exm_survey_dup_rows (survey, survey->repeats, TRUE);
  g_assert_cmpuint (extra->len, ==, 1);
  g_assert_cmpuint (g_array_index (extra, ExmRowId, 0), ==, 3);
  g_assert_cmpuint (survey->n_personal[EXM_PERSONAL_EMAIL], ==, 2);
  g_assert_cmpuint (survey->n_personal[EXM_PERSONAL_HANDLE], ==, 1);
  personal = exm_survey_dup_personal (survey, EXM_PERSONAL_ALL);
  g_assert_cmpuint (personal->len, ==, 2);
  g_assert_cmpuint (g_array_index (personal, ExmRowId, 0), ==, 4);
  g_assert_cmpuint (survey->odd->len, ==, 1);
  fixture_close (dataset);
}

/* What is to stay is not offered again, also after the file was closed, and is
 * offered again when there is more of it. */
static void
test_marks (void)
{
  ExmDataset      *dataset = open_posts ("marks.exemplar");
  const ExmRowId   group[] = { 2, 1 };
  const ExmRowId   other[] = { 1, 3 };
  const guint64    keys[] = { exm_kept_key (group, 2) };
  g_autofree char *path = g_file_get_path (exm_dataset_get_file (dataset));
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmSurvey) survey = NULL;

  g_assert_true (exm_kept_add_sync (dataset, exm_kept_key (group, 2), &error));
  g_assert_true (exm_kept_add_sync (dataset, exm_kept_key (other, 2), &error));
  fixture_run (dataset, exm_upload_mask_command (1u << EXM_PERSONAL_IBAN | 1u << EXM_PERSONAL_PHONE));
  fixture_close (dataset);
  dataset = fixture_open (file);
  survey = exm_survey_read_sync (dataset, 0, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (survey->conflicts->len, ==, 0);
  g_assert_cmpuint (survey->repeats->len, ==, 1);
  g_assert_cmpuint (survey->kept->len, ==, 1);
  g_assert_cmpuint (exm_upload_mask_get (exm_dataset_get_task (dataset)), ==, 1u << EXM_PERSONAL_IBAN | 1u << EXM_PERSONAL_PHONE);
  fixture_run (dataset, exm_upload_mask_command (0));
  g_assert_cmpuint (exm_upload_mask_get (exm_dataset_get_task (dataset)), ==, 0);
  fixture_undo (dataset);
  g_assert_cmpuint (exm_upload_mask_get (exm_dataset_get_task (dataset)), ==, 1u << EXM_PERSONAL_IBAN | 1u << EXM_PERSONAL_PHONE);
  /* It can be taken back, and is asked again. */
  g_assert_true (exm_kept_remove_sync (dataset, keys, G_N_ELEMENTS (keys), &error));
  g_clear_pointer (&survey, exm_survey_unref);
  survey = exm_survey_read_sync (dataset, 0, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (survey->conflicts->len, ==, 1);
  g_assert_cmpuint (survey->kept->len, ==, 0);
  g_assert_cmpuint (exm_kept_key ((ExmRowId[]){ 1, 4 }, 2), !=, exm_kept_key ((ExmRowId[]){ 2, 3 }, 2));
  fixture_close (dataset);
}

static void
test_odd (void)
{
  static const struct
  {
    const char *text;
    const char *clean; /* NULL = nothing odd */
  } cases[] = {
    { "plain, with\ttab and\nline\r\n", NULL },
    { "a\001b", "a b" },
    { "a \001b", "a b" },
    { "\177end\302\205", "end" },
    { "b\357\277\275roken", "broken" },
    { "\342\200\256turned\342\200\254", "turned" },
    { "\357\273\277mark", "mark" },
    { "no\342\200\213width", "nowidth" },
    { "\356\200\200private", "private" },
    { "👨‍👩‍👧 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 שלום\342\200\217 नमस्ते", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = exm_odd_chars_remove (cases[i].text);

      g_assert_cmpstr (clean, ==, cases[i].clean);
      g_assert_cmpint (exm_odd_chars_find (cases[i].text, strlen (cases[i].text)) > 0, ==, clean != NULL);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  g_test_add_func ("/review/survey/read", test_survey);
  g_test_add_func ("/review/survey/marks", test_marks);
  g_test_add_func ("/review/survey/odd", test_odd);
  return fixture_run_tests ();
}
