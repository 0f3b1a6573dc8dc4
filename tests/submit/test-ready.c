/* test-ready.c - the ready page: from nothing to green, and each obstacle by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "ready-fixture.h"

/* --- rows without any call -------------------------------------------------------- */

static void
test_rows (Page         *page,
           gconstpointer data)
{
  GListModel *model = G_LIST_MODEL (page->ready);

  g_assert_cmpuint (g_list_model_get_n_items (model), ==, EXM_N_READY);
  g_assert_null (g_list_model_get_item (model, EXM_N_READY));
  for (guint i = 0; i < EXM_N_READY; i++)
    {
      g_autoptr(ExmReadyItem) item = g_list_model_get_item (model, i);

      g_assert_cmpint (exm_ready_item_get_kind (item), ==, i);
      g_assert_true (item == exm_ready_get_item (page->ready, i));
      g_assert_cmpstr (exm_ready_item_get_title (item), !=, "");
    }
  for (guint i = 0; i < EXM_N_READY_ACTIONS; i++)
    g_assert_cmpint (exm_ready_action_get_label (i) == NULL, ==, i == EXM_READY_ACTION_NONE);

  page_assert_rows (page, "uuuuuuouo");
  exm_ready_set_dataset (page->ready, NULL, NULL);
  g_assert_cmpint (page_state (page, EXM_READY_DATASET), ==, EXM_READY_STATE_ATTENTION);
  exm_ready_set_google (page->ready, NULL, NULL);
  page_assert_rows (page, "abbbbboba");
  g_assert_cmpint (page_action (page, EXM_READY_ACCOUNT), ==, EXM_READY_ACTION_SIGN_IN);
  page_check (page);
  page_assert_rows (page, "abbbbboba");
}

/* Whoever chooses a quota project has it, whatever project is chosen to work in. */
static void
test_quota (Page         *page,
            gconstpointer data)
{
  ExmGoogle       *google = page->service.google;
  g_autofree char *none = NULL;
  g_autofree char *chosen = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *after = NULL;

  /* The practice service needs none, and is not told one. */
  exm_ready_set_project (page->ready, "practice-project");
  none = exm_google_dup_quota_project (google);
  g_assert_null (none);
  g_assert_false (exm_google_needs_quota_project (google));
  exm_ready_set_quota_project (page->ready, "another-project");
  chosen = exm_google_dup_quota_project (google);
  g_assert_cmpstr (chosen, ==, "another-project");
  exm_ready_set_project (page->ready, "practice-project-2");
  kept = exm_google_dup_quota_project (google);
  g_assert_cmpstr (kept, ==, "another-project");
  exm_ready_set_quota_project (page->ready, NULL);
  after = exm_google_dup_quota_project (google);
  g_assert_null (after);
}

static void
test_models (Page         *page,
             gconstpointer data)
{
  static const struct
  {
    const char *model;
    const char *region;
    gboolean    good;
    const char *says;
  } cases[] = {
    { NULL, NULL, TRUE, "Gemini 3.1 Flash-Lite in us-central1" },
    { "gemini-3.1-flash-lite", "europe-west4", TRUE, "europe-west4" },
    { "gemini-3.5-flash", "us-central1", TRUE, "preview" },
    { "gemini-3.5-flash", "asia-east1", FALSE, "us-central1, europe-west4" },
    { "gemini-3.5-flash", "global", FALSE, "cannot be tuned in global" },
    { "gemini-1.0-pro-002", NULL, FALSE, "takes its place" },
    { "gemini-2.5-flash", "europe-west4", FALSE, "retired" },
    { "gemini-9-ultra", "us-central1", FALSE, "gemini-9-ultra" },
  };
  GListModel *choices = exm_ready_item_get_choices (exm_ready_get_item (page->ready, EXM_READY_MODEL));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      exm_ready_set_model (page->ready, cases[i].model, cases[i].region);
      g_test_message ("%s: %s", cases[i].model, page_text (page, EXM_READY_MODEL));
      g_assert_cmpint (page_state (page, EXM_READY_MODEL), ==, cases[i].good ? EXM_READY_STATE_OK : EXM_READY_STATE_ATTENTION);
      g_assert_nonnull (strstr (page_text (page, EXM_READY_MODEL), cases[i].says));
      g_assert_cmpint (page_action (page, EXM_READY_MODEL), ==, cases[i].good ? EXM_READY_ACTION_NONE : EXM_READY_ACTION_CHOOSE_MODEL);
    }
  g_assert_cmpuint (g_list_model_get_n_items (choices), ==, 6);
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr(ExmReadyChoice) choice = g_list_model_get_item (choices, i);

      g_assert_true (exm_ready_choice_is_possible (choice));
      page_fix (page, EXM_READY_MODEL, EXM_READY_ACTION_CHOOSE_MODEL, exm_ready_choice_get_id (choice), NULL);
      g_assert_cmpint (page_state (page, EXM_READY_MODEL), ==, EXM_READY_STATE_OK);
      g_assert_cmpstr (exm_ready_get_region (page->ready), ==, exm_ready_choice_get_subtitle (choice));
    }
}

/* --- from nothing to green --------------------------------------------------------- */

static guint
count_choices (Page        *page,
               ExmReadyKind kind)
{
  return g_list_model_get_n_items (exm_ready_item_get_choices (exm_ready_get_item (page->ready, kind)));
}

static void
test_journey (Page         *page,
              gconstpointer data)
{
  ExmReadyItem    *item = exm_ready_get_item (page->ready, EXM_READY_PROJECT);
  g_autofree char *id = NULL;

  exm_practice_set_obstacles (page->service.practice, EXM_PRACTICE_OBSTACLE_NOTHING);
  /* Looking makes nothing, however often. */
  for (guint i = 0; i < 3; i++)
    {
      page_check (page);
      page_assert_rows (page, "oabbbbobo");
    }
  g_assert_cmpint (page_action (page, EXM_READY_PROJECT), ==, EXM_READY_ACTION_CREATE_PROJECT);
  g_assert_null (exm_project_check_id (exm_ready_item_get_proposal (item)));
  g_assert_null (exm_project_check_name (exm_ready_item_get_extra_proposal (item)));
  id = g_strdup (exm_ready_item_get_proposal (item));

  page_fix (page, EXM_READY_PROJECT, EXM_READY_ACTION_CREATE_PROJECT, NULL, NULL);
  g_assert_cmpstr (exm_ready_get_project (page->ready), ==, id);
  g_assert_cmpstr (exm_ready_get_project_number (page->ready), ==, EXM_PRACTICE_NUMBER);
  page_assert_rows (page, "ooabobobo");
  g_assert_cmpint (page_action (page, EXM_READY_BILLING), ==, EXM_READY_ACTION_LINK_BILLING);
  g_assert_cmpuint (count_choices (page, EXM_READY_BILLING), ==, 2);

  page_fix (page, EXM_READY_BILLING, EXM_READY_ACTION_LINK_BILLING, NULL, NULL);
  page_assert_rows (page, "oooaoaobo");
  g_assert_cmpint (page_action (page, EXM_READY_APIS), ==, EXM_READY_ACTION_ENABLE_APIS);
  g_assert_nonnull (strstr (page_text (page, EXM_READY_APIS), "Vertex AI API"));

  page_fix (page, EXM_READY_APIS, EXM_READY_ACTION_ENABLE_APIS, NULL, NULL);
  page_assert_rows (page, "oooooaooo");
  g_assert_cmpint (page_action (page, EXM_READY_BUCKET), ==, EXM_READY_ACTION_CREATE_BUCKET);
  g_assert_true (g_str_has_prefix (exm_ready_get_summary (page->ready), "1 "));

  page_fix (page, EXM_READY_BUCKET, EXM_READY_ACTION_CREATE_BUCKET, NULL, "EU");
  page_assert_rows (page, "ooooooooo");
  g_assert_nonnull (strstr (page_text (page, EXM_READY_BUCKET), "(EU)"));

  /* As the next start finds it: the settings of the account. */
  {
    g_autofree char *bucket = g_strdup (exm_ready_get_bucket (page->ready));

    exm_ready_set_google (page->ready, NULL, NULL);
    exm_ready_set_google (page->ready, page->service.google, NULL);
    g_assert_null (exm_ready_get_project (page->ready));
    exm_ready_set_project (page->ready, id);
    exm_ready_set_bucket (page->ready, bucket);
    page_check (page);
    page_assert_rows (page, "ooooooooo");
  }
}

/* What is there anyway is taken without a question: the only project, and the
 * only bucket that was made for this. */
static void
test_usual (Page         *page,
            gconstpointer data)
{
  page_check (page);
  g_assert_cmpstr (exm_ready_get_project (page->ready), ==, EXM_PRACTICE_PROJECT);
  /* Practice needs no bucket to be chosen. */
  page_assert_rows (page, "ooooooooo");
  g_assert_null (exm_ready_get_bucket (page->ready));

  page_make_bucket (page, "holiday-pictures");
  page_check (page);
  page_assert_rows (page, "oooooaooo");
  g_assert_cmpint (page_action (page, EXM_READY_BUCKET), ==, EXM_READY_ACTION_CHOOSE_BUCKET);
  g_assert_cmpuint (count_choices (page, EXM_READY_BUCKET), ==, 1);

  page_make_bucket (page, "posts-tuning-abc123");
  page_check (page);
  page_assert_rows (page, "ooooooooo");
  g_assert_cmpstr (exm_ready_get_bucket (page->ready), ==, "posts-tuning-abc123");

  page_fix (page, EXM_READY_BUCKET, EXM_READY_ACTION_CHOOSE_BUCKET, "holiday-pictures", NULL);
  page_assert_rows (page, "ooooooooo");
  page_fix (page, EXM_READY_BUCKET, EXM_READY_ACTION_CHOOSE_BUCKET, "no-such-bucket", NULL);
  page_assert_rows (page, "oooooaooo");
  g_assert_nonnull (strstr (page_text (page, EXM_READY_BUCKET), "no-such-bucket"));
  page_fix (page, EXM_READY_PROJECT, EXM_READY_ACTION_CHOOSE_PROJECT, "no-such-project", NULL);
  page_assert_rows (page, "oabbbbobo");
  g_assert_cmpint (page_action (page, EXM_READY_PROJECT), ==, EXM_READY_ACTION_CHOOSE_PROJECT);
  page_fix (page, EXM_READY_PROJECT, EXM_READY_ACTION_CHOOSE_PROJECT, EXM_PRACTICE_PROJECT, NULL);
  page_assert_rows (page, "ooooooooo");
}

/* --- obstacles --------------------------------------------------------------------- */

static void
test_obstacles (Page         *page,
                gconstpointer data)
{
  static const struct
  {
    guint          obstacles;
    const char    *rows;
    ExmReadyKind   kind;
    ExmReadyAction action;
    gboolean       mends;
  } cases[] = {
    { EXM_PRACTICE_OBSTACLE_BILLING, "ooaooooBo", EXM_READY_BILLING, EXM_READY_ACTION_LINK_BILLING, TRUE },
    { EXM_PRACTICE_OBSTACLE_API, "oooaooobo", EXM_READY_APIS, EXM_READY_ACTION_ENABLE_APIS, TRUE },
    { EXM_PRACTICE_OBSTACLE_API | EXM_PRACTICE_OBSTACLE_SPREAD, "oooaooobo", EXM_READY_APIS, EXM_READY_ACTION_ENABLE_APIS, TRUE },
    { EXM_PRACTICE_OBSTACLE_PROJECT, "oabbbbobo", EXM_READY_PROJECT, EXM_READY_ACTION_CREATE_PROJECT, FALSE },
    { EXM_PRACTICE_OBSTACLE_ROLES, "ooooaoobo", EXM_READY_PERMISSIONS, EXM_READY_ACTION_ASK_FOR_ROLE, FALSE },
    { EXM_PRACTICE_OBSTACLE_BILLING_CLOSED, "ooaoooobo", EXM_READY_BILLING, EXM_READY_ACTION_OPEN_PAGE, FALSE },
    { EXM_PRACTICE_OBSTACLE_BUCKETS, "ooooooooo", EXM_READY_BUCKET, EXM_READY_ACTION_NONE, FALSE },
    { EXM_PRACTICE_OBSTACLE_BILLING | EXM_PRACTICE_OBSTACLE_API, "ooabooobo", EXM_READY_BILLING, EXM_READY_ACTION_LINK_BILLING, FALSE },
    { EXM_PRACTICE_OBSTACLE_BILLING | EXM_PRACTICE_OBSTACLE_API | EXM_PRACTICE_OBSTACLE_ROLES, "ooabaoobo", EXM_READY_PERMISSIONS, EXM_READY_ACTION_ASK_FOR_ROLE, FALSE },
    { EXM_PRACTICE_OBSTACLE_BILLING | EXM_PRACTICE_OBSTACLE_API | EXM_PRACTICE_OBSTACLE_ROLES | EXM_PRACTICE_OBSTACLE_PROJECT, "oabbbbobo", EXM_READY_PROJECT, EXM_READY_ACTION_CREATE_PROJECT, FALSE },
  };

  page_make_bucket (page, "posts-tuning-abc123");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *rows = g_ascii_strdown (cases[i].rows, -1);

      g_test_message ("case %u", i);
      exm_ready_set_project (page->ready, EXM_PRACTICE_PROJECT);
      exm_ready_set_bucket (page->ready, "posts-tuning-abc123");
      exm_practice_set_obstacles (page->service.practice, cases[i].obstacles);
      page_check (page);
      page_assert_rows (page, rows);
      g_assert_cmpint (page_action (page, cases[i].kind), ==, cases[i].action);
      if (cases[i].mends)
        {
          page_fix (page, cases[i].kind, cases[i].action, NULL, NULL);
          page_assert_rows (page, "ooooooooo");
        }
    }
  exm_practice_set_obstacles (page->service.practice, 0);
  page_check (page);
  page_assert_rows (page, "ooooooooo");
}

static void
test_no_buckets (Page         *page,
                 gconstpointer data)
{
  g_autofree char *request = NULL;

  exm_practice_set_obstacles (page->service.practice, EXM_PRACTICE_OBSTACLE_BUCKETS);
  page_check (page);
  page_assert_rows (page, "ooooabooo");
  g_assert_nonnull (strstr (page_text (page, EXM_READY_PERMISSIONS), "Storage Admin"));
  request = exm_ready_dup_role_request (page->ready);
  g_assert_nonnull (strstr (request, "practice@example.test"));
  g_assert_nonnull (strstr (request, EXM_PRACTICE_PROJECT));
  g_assert_nonnull (strstr (request, "roles/storage.admin"));
  exm_practice_set_obstacles (page->service.practice, 0);
  page_check (page);
  g_assert_null (exm_ready_dup_role_request (page->ready));
}

/* An API that is on its way shows so, and turns green by itself. */
static void
test_spread (Page         *page,
             gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  const gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  page_make_bucket (page, "posts-tuning-abc123");
  exm_practice_set_speed (page->service.practice, 20);
  exm_practice_set_obstacles (page->service.practice, EXM_PRACTICE_OBSTACLE_API | EXM_PRACTICE_OBSTACLE_SPREAD);
  g_assert_true (exm_services_enable (page->service.google, EXM_PRACTICE_PROJECT, exm_services_get_needed (), NULL, &error));
  g_assert_no_error (error);
  page_check (page);
  page_assert_rows (page, "ooocoooco");
  while (!exm_ready_is_ready (page->ready))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
  page_assert_rows (page, "ooooooooo");
}

/* --- a running job ----------------------------------------------------------------- */

static void
test_running_job (Page         *page,
                  gconstpointer data)
{
  g_autoptr(ExmTuningRequest) request = exm_tuning_request_new (EXM_PRACTICE_PROJECT, "europe-west4", "gemini-3.1-flash-lite",
                                                                 "gs://posts-tuning-abc123/train.jsonl");
  g_autofree char *file = g_build_filename (fixture_folder (), "job.jsonl", NULL);
  g_autoptr(ExmUpload) upload = NULL;
  g_autoptr(ExmStoredObject) object = NULL;
  g_autoptr(ExmTuningJob) job = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 40; i++)
    g_string_append_printf (text, "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"post %u\"}]},"
                                  "{\"role\":\"model\",\"parts\":[{\"text\":\"%s\"}]}]}\n",
                            i, i % 2 ? "good" : "bad");
  g_assert_true (g_file_set_contents (file, text->str, (gssize)text->len, NULL));
  page_make_bucket (page, "posts-tuning-abc123");
  upload = exm_upload_new (file, "posts-tuning-abc123", "train.jsonl");
  object = exm_upload_run (page->service.google, upload, NULL, &error);
  g_assert_no_error (error);
  exm_practice_set_speed (page->service.practice, 0.1);
  request->display_name = g_strdup ("The other one");
  job = exm_tuning_create (page->service.google, request, NULL, &error);
  g_assert_no_error (error);

  page_check (page);
  page_assert_rows (page, "oooooooao");
  g_assert_nonnull (strstr (page_text (page, EXM_READY_JOB), "The other one"));
  g_assert_cmpstr (exm_ready_item_get_job (exm_ready_get_item (page->ready, EXM_READY_JOB)), ==, job->name);
  g_assert_cmpint (page_action (page, EXM_READY_JOB), ==, EXM_READY_ACTION_OPEN_JOB);
  page_fix (page, EXM_READY_JOB, EXM_READY_ACTION_QUEUE, NULL, NULL);
  page_assert_rows (page, "ooooooooo");
  g_assert_true (exm_tuning_cancel (page->service.google, job->name, NULL, NULL));
  exm_practice_set_speed (page->service.practice, 1000);
}

static void
add_tests (void)
{
  g_test_add ("/submit/ready/rows", Page, NULL, page_set_up, test_rows, page_tear_down);
  g_test_add ("/submit/ready/models", Page, NULL, page_set_up, test_models, page_tear_down);
  g_test_add ("/submit/ready/quota", Page, NULL, page_set_up, test_quota, page_tear_down);
  g_test_add ("/submit/ready/journey", Page, NULL, page_set_up, test_journey, page_tear_down);
  g_test_add ("/submit/ready/usual", Page, NULL, page_set_up, test_usual, page_tear_down);
  g_test_add ("/submit/ready/obstacles", Page, NULL, page_set_up, test_obstacles, page_tear_down);
  g_test_add ("/submit/ready/no-buckets", Page, NULL, page_set_up, test_no_buckets, page_tear_down);
  g_test_add ("/submit/ready/spread", Page, NULL, page_set_up, test_spread, page_tear_down);
  g_test_add ("/submit/ready/running-job", Page, NULL, page_set_up, test_running_job, page_tear_down);
}

int
main (int    argc,
      char **argv)
{
  return fixture_main (argc, argv, add_tests);
}
