/* test-tidy.c - "Remove my data from Google"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "exm-jobs.h"
#include "exm-storage.h"
#include "exm-submit-work-private.h"
#include "exm-tidy.h"
#include "exm-try.h"
#include "exm-tuning-remove.h"
#include "exm-upload.h"
#include "submit-fixture.h"

typedef struct
{
  Service     service;
  char       *path;
  ExmDataset *dataset;
  char       *bucket;
} Fixture;

static void
submit_one (Fixture *fixture)
{
  g_autoptr(ExmSubmitRun) run = fixture_run_new (&fixture->service, fixture->dataset);
  g_autoptr(GError) error = NULL;

  g_assert_true (exm_submit_run_run_sync (run, TRUE, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (exm_submission_succeeded (exm_submit_run_get_submission (run)));
  g_free (fixture->bucket);
  fixture->bucket = g_strdup (exm_submit_run_get_submission (run)->bucket);
}

static void
set_up (Fixture *fixture)
{
  service_start (&fixture->service);
  fixture->path = fixture_dataset_new (150);
  fixture->dataset = fixture_open (fixture->path);
  fixture->bucket = NULL;
  submit_one (fixture);
}

static void
tear_down (Fixture *fixture)
{
  g_clear_object (&fixture->dataset);
  service_stop (&fixture->service);
  g_clear_pointer (&fixture->path, g_free);
  g_clear_pointer (&fixture->bucket, g_free);
}

static guint
count_kind (const ExmTidyPlan *plan,
            ExmTidyKind        kind)
{
  guint n = 0;

  for (guint i = 0; i < plan->items->len; i++)
    n += ((ExmTidyItem *)g_ptr_array_index (plan->items, i))->kind == kind;
  return n;
}

static void
assert_all_gone (Fixture           *fixture,
                 const ExmTidyPlan *plan)
{
  for (guint i = 0; i < plan->items->len; i++)
    {
      const ExmTidyItem *item = g_ptr_array_index (plan->items, i);
      gboolean           there = TRUE;
      g_autoptr(GError) error = NULL;

      if (item->kind == EXM_TIDY_JOB_RECORD)
        {
          g_assert_cmpint (item->state, ==, EXM_TIDY_KEPT);
          g_assert_nonnull (item->reason);
          continue;
        }
      g_assert_cmpint (item->state, ==, EXM_TIDY_GONE);
      g_assert_cmpint (item->time, >, 0);
      if (item->kind != EXM_TIDY_ENDPOINT && item->kind != EXM_TIDY_MODEL)
        continue;
      g_assert_true (exm_resource_exists (fixture->service.google, item->name, &there, NULL, &error));
      g_assert_false (there);
    }
}

static void
progress_cb (ExmTidyPlan *plan,
             guint        done,
             guint        total,
             const char  *message,
             gpointer     user_data)
{
  guint *n = user_data;

  g_assert_cmpuint (done, <=, total);
  g_assert_cmpstr (message, !=, "");
  (*n)++;
}

static void
test_whole (void)
{
  Fixture fixture;
  g_autoptr(ExmTidyPlan) plan = NULL;
  g_autoptr(ExmTidyPlan) ended = NULL;
  g_autoptr(ExmTidyPlan) again = NULL;
  g_autoptr(ExmTidyPlan) last = NULL;
  g_autoptr(ExmBucket) bucket = NULL;
  g_autoptr(ExmTry) answer = NULL;
  g_autoptr(GPtrArray) submissions = NULL;
  g_autofree char *receipt_path = NULL;
  g_autofree char *receipt = NULL;
  g_autoptr(GError) error = NULL;
  GStatBuf       info;
  ExmSubmission *submission;
  guint          n = 0;

  set_up (&fixture);
  g_assert_true (exm_tidy_is_own_bucket (fixture.bucket));
  plan = exm_tidy_list_sync (fixture.dataset, fixture.service.google, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_kind (plan, EXM_TIDY_ENDPOINT), ==, 2);
  g_assert_cmpuint (count_kind (plan, EXM_TIDY_MODEL), ==, 1);
  g_assert_cmpuint (count_kind (plan, EXM_TIDY_OBJECT), ==, 2);
  g_assert_cmpuint (count_kind (plan, EXM_TIDY_BUCKET), ==, 1);
  g_assert_cmpuint (count_kind (plan, EXM_TIDY_JOB_RECORD), ==, 1);
  g_assert_cmpuint (exm_tidy_plan_count (plan, EXM_TIDY_THERE), ==, 6);

  ended = exm_tidy_run_sync (fixture.dataset, fixture.service.google, plan, progress_cb, &n, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 7);
  g_assert_cmpint (ended->ended, >, 0);
  assert_all_gone (&fixture, ended);
  bucket = exm_storage_get_bucket (fixture.service.google, fixture.bucket, NULL, &error);
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND);
  g_clear_error (&error);

  receipt_path = g_build_filename (fixture_folder (), "receipt.txt", NULL);
  g_assert_true (exm_tidy_plan_save_receipt (ended, "posts", receipt_path, &error));
  g_assert_cmpint (g_stat (receipt_path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (receipt_path, &receipt, NULL, NULL));
  g_assert_nonnull (strstr (receipt, "Gone (6)"));
  g_assert_nonnull (strstr (receipt, "Not gone (1)"));
  g_assert_nonnull (strstr (receipt, "/tuningJobs/"));
  g_assert_nonnull (strstr (receipt, fixture.bucket));
  for (guint i = 0; i < ended->items->len; i++)
    g_assert_nonnull (strstr (receipt, ((ExmTidyItem *)g_ptr_array_index (ended->items, i))->name));

  /* The tuned model can be asked no more, and is not offered. */
  submissions = exm_submission_list_sync (fixture.dataset, &error);
  submission = g_ptr_array_index (submissions, 0);
  g_assert_cmpint (submission->removed, >, 0);
  g_assert_false (exm_submission_succeeded (submission));
  answer = exm_try_ask_sync (fixture.dataset, fixture.service.google, submission, NULL, "x", -1, NULL, &error);
  g_assert_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_FOUND);
  g_clear_error (&error);

  again = exm_tidy_list_sync (fixture.dataset, fixture.service.google, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (exm_tidy_plan_has_work (again));
  last = exm_tidy_load_last_sync (fixture.dataset, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (last->items->len, ==, ended->items->len);
  g_assert_cmpint (last->ended, ==, ended->ended);
  g_test_message ("6 of 6 things deleted, 1 record named as staying");
  tear_down (&fixture);
}

/* What is another's stays, and the bucket with it. */
static void
test_others (void)
{
  Fixture fixture;
  g_autoptr(ExmTidyPlan) plan = NULL;
  g_autoptr(ExmTidyPlan) ended = NULL;
  g_autoptr(ExmUpload) upload = NULL;
  g_autoptr(ExmStoredObject) object = NULL;
  g_autoptr(ExmStoredObject) still = NULL;
  g_autoptr(GError) error = NULL;
  const ExmTidyItem *item = NULL;

  set_up (&fixture);
  upload = exm_upload_new (fixture.path, fixture.bucket, "somebody/else.bin");
  object = exm_upload_run (fixture.service.google, upload, NULL, &error);
  g_assert_no_error (error);
  plan = exm_tidy_list_sync (fixture.dataset, fixture.service.google, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_kind (plan, EXM_TIDY_OBJECT), ==, 2);
  ended = exm_tidy_run_sync (fixture.dataset, fixture.service.google, plan, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < ended->items->len; i++)
    if (((ExmTidyItem *)g_ptr_array_index (ended->items, i))->kind == EXM_TIDY_BUCKET)
      item = g_ptr_array_index (ended->items, i);
  g_assert_nonnull (item);
  g_assert_cmpint (item->state, ==, EXM_TIDY_KEPT);
  g_assert_nonnull (strstr (item->reason, "Other files"));
  still = exm_storage_get_object (fixture.service.google, fixture.bucket, "somebody/else.bin", NULL, &error);
  g_assert_no_error (error);
  tear_down (&fixture);
}

/* One thing that is refused is named, and the rest goes. */
static void
test_refused (void)
{
  Fixture fixture;
  g_autoptr(ExmTidyPlan) plan = NULL;
  g_autoptr(ExmTidyPlan) ended = NULL;
  g_autoptr(ExmTidyPlan) more = NULL;
  g_autoptr(GError) error = NULL;
  const ExmPracticeFault fault = { .kind = EXM_PRACTICE_FAULT_STATUS, .method = "POST", .path = ":undeployModel", .times = 1, .status = 403 };
  guint                  kept = 0;

  set_up (&fixture);
  plan = exm_tidy_list_sync (fixture.dataset, fixture.service.google, NULL, &error);
  g_assert_no_error (error);
  exm_practice_add_fault (fixture.service.practice, &fault);
  ended = exm_tidy_run_sync (fixture.dataset, fixture.service.google, plan, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < ended->items->len; i++)
    {
      const ExmTidyItem *item = g_ptr_array_index (ended->items, i);

      kept += item->state == EXM_TIDY_KEPT;
      g_assert_true (item->state != EXM_TIDY_KEPT || item->reason != NULL);
    }
  /* An endpoint, therefore the model; and the job's record. */
  g_assert_cmpuint (kept, ==, 3);
  g_assert_cmpuint (exm_tidy_plan_count (ended, EXM_TIDY_GONE), ==, 4);

  g_clear_pointer (&plan, exm_tidy_plan_unref);
  plan = exm_tidy_list_sync (fixture.dataset, fixture.service.google, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (exm_tidy_plan_count (plan, EXM_TIDY_THERE), ==, 2);
  more = exm_tidy_run_sync (fixture.dataset, fixture.service.google, plan, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_all_gone (&fixture, more);
  tear_down (&fixture);
}

/* Cut before and after each deletion, and gone on with: as after a crash. */
typedef struct
{
  GCancellable *cancellable;
  guint         left;
} Cut;

static void
cut_hook (const char *point,
          gpointer    user_data)
{
  Cut *cut = user_data;

  if (g_str_has_prefix (point, "tidy:") && cut->left > 0 && --cut->left == 0)
    g_cancellable_cancel (cut->cancellable);
}

static void
test_cut (void)
{
  guint n = 0;

  for (guint at = 1; at <= 12; at++)
    {
      Fixture fixture;
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      Cut cut = { cancellable, at };
      g_autoptr(ExmTidyPlan) plan = NULL;
      g_autoptr(ExmTidyPlan) first = NULL;
      g_autoptr(ExmTidyPlan) rest = NULL;
      g_autoptr(GError) error = NULL;

      set_up (&fixture);
      plan = exm_tidy_list_sync (fixture.dataset, fixture.service.google, NULL, &error);
      g_assert_no_error (error);
      _exm_submit_set_hook (cut_hook, &cut);
      first = exm_tidy_run_sync (fixture.dataset, fixture.service.google, plan, NULL, NULL, cancellable, &error);
      _exm_submit_set_hook (NULL, NULL);
      if (first == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);

      /* Another process: only the file and Google know how far it was. */
      exm_dataset_close_sync (fixture.dataset);
      g_clear_object (&fixture.dataset);
      fixture.dataset = fixture_open (fixture.path);
      g_clear_pointer (&plan, exm_tidy_plan_unref);
      plan = exm_tidy_list_sync (fixture.dataset, fixture.service.google, NULL, &error);
      g_assert_no_error (error);
      rest = exm_tidy_run_sync (fixture.dataset, fixture.service.google, plan, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      assert_all_gone (&fixture, rest);
      /* The receipt names all, whichever time it went. */
      if (first == NULL)
        g_assert_cmpuint (rest->items->len, ==, 7);
      n++;
      tear_down (&fixture);
    }
  g_test_message ("removal cut at %u places: all gone, all in the receipt", n);
}

/* A job that runs is cancelled first, and what it has made goes as well. */
static void
test_running (void)
{
  Service          service;
  g_autofree char *path = fixture_dataset_new (150);
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  g_autoptr(ExmSubmitRun) run = NULL;
  g_autoptr(ExmTidyPlan) plan = NULL;
  g_autoptr(ExmTidyPlan) ended = NULL;
  g_autoptr(GPtrArray) jobs = NULL;
  g_autoptr(GError) error = NULL;
  Fixture fixture = { 0 };

  service_start (&service);
  exm_practice_set_speed (service.practice, 2);
  run = fixture_run_new (&service, dataset);
  g_assert_true (exm_submit_run_run_sync (run, FALSE, NULL, &error));
  g_assert_no_error (error);
  plan = exm_tidy_list_sync (dataset, service.google, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_kind (plan, EXM_TIDY_RUNNING_JOB), ==, 1);
  exm_practice_set_speed (service.practice, 200);
  ended = exm_tidy_run_sync (dataset, service.google, plan, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  fixture.service = service;
  assert_all_gone (&fixture, ended);
  jobs = exm_jobs_list_sync (service.google, NULL, service.catalogue, NULL, &error);
  g_assert_true (exm_tuning_state_is_ended (((ExmTuningJob *)g_ptr_array_index (jobs, 0))->state));
  service_stop (&service);
}

typedef struct
{
  GMainLoop   *loop;
  ExmTidyPlan *plan;
  GError      *error;
  guint        n;
} Waiting;

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Waiting *waiting = user_data;

  waiting->plan = exm_tidy_list_finish (EXM_DATASET (source), result, &waiting->error);
  g_main_loop_quit (waiting->loop);
}

static void
ran_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  Waiting *waiting = user_data;

  g_clear_pointer (&waiting->plan, exm_tidy_plan_unref);
  waiting->plan = exm_tidy_run_finish (EXM_DATASET (source), result, &waiting->error);
  g_main_loop_quit (waiting->loop);
}

static void
test_async (void)
{
  Fixture fixture;
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Waiting waiting = { loop, NULL, NULL, 0 };

  set_up (&fixture);
  exm_tidy_list_async (fixture.dataset, fixture.service.google, NULL, listed_cb, &waiting);
  g_main_loop_run (loop);
  g_assert_no_error (waiting.error);
  exm_tidy_run_async (fixture.dataset, fixture.service.google, waiting.plan, progress_cb, &waiting.n, NULL, NULL, ran_cb, &waiting);
  g_main_loop_run (loop);
  g_assert_no_error (waiting.error);
  g_assert_cmpuint (waiting.n, ==, 7);
  assert_all_gone (&fixture, waiting.plan);
  exm_tidy_plan_unref (waiting.plan);
  tear_down (&fixture);
}

static void
test_nothing (void)
{
  Service          service;
  g_autofree char *path = fixture_dataset_new (20);
  g_autofree char *receipt = NULL;
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  g_autoptr(ExmTidyPlan) plan = NULL;
  g_autoptr(ExmTidyPlan) last = NULL;
  g_autoptr(GError) error = NULL;

  service_start (&service);
  plan = exm_tidy_list_sync (dataset, service.google, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (exm_tidy_plan_has_work (plan));
  receipt = exm_tidy_plan_dup_receipt (plan, NULL);
  g_assert_nonnull (strstr (receipt, "Nothing of this dataset"));
  last = exm_tidy_load_last_sync (dataset, &error);
  g_assert_no_error (error);
  g_assert_null (last);
  service_stop (&service);
}

static void
add_tests (void)
{
  g_test_add_func ("/submit/tidy/nothing", test_nothing);
  g_test_add_func ("/submit/tidy/whole", test_whole);
  g_test_add_func ("/submit/tidy/others", test_others);
  g_test_add_func ("/submit/tidy/refused", test_refused);
  g_test_add_func ("/submit/tidy/cut", test_cut);
  g_test_add_func ("/submit/tidy/running", test_running);
  g_test_add_func ("/submit/tidy/async", test_async);
}

int
main (int   argc,
      char *argv[])
{
  return fixture_main (argc, argv, add_tests);
}
