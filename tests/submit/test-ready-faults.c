/* test-ready-faults.c - the ready page when calls fail, are cancelled or overtaken
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "ready-fixture.h"

static void
make_ready (Page *page)
{
  page_make_bucket (page, "posts-tuning-abc123");
  page_check (page);
  page_assert_rows (page, "ooooooooo");
}

static void
test_signed_out (Page         *page,
                 gconstpointer data)
{
  page_add_fault (page, EXM_PRACTICE_FAULT_STATUS, "/v", 401);
  page_check (page);
  page_assert_rows (page, "abbbbbobo");
  g_assert_cmpint (page_action (page, EXM_READY_ACCOUNT), ==, EXM_READY_ACTION_SIGN_IN);
  exm_practice_clear_faults (page->service.practice);
  make_ready (page);

  /* A sign-in that runs out is told once, and forgotten once it is renewed. */
  page_add_fault (page, EXM_PRACTICE_FAULT_STATUS, "billingInfo", 401);
  page_check (page);
  page_assert_rows (page, "abbbbbobo");
  exm_practice_clear_faults (page->service.practice);
  page_check (page);
  page_assert_rows (page, "ooooooooo");
}

static void
test_offline (Page         *page,
              gconstpointer data)
{
  make_ready (page);
  exm_practice_stop (page->service.practice);
  exm_ready_set_google (page->ready, NULL, NULL);
  exm_ready_set_google (page->ready, page->service.google, NULL);
  exm_ready_set_project (page->ready, EXM_PRACTICE_PROJECT);
  page_check (page);
  page_assert_rows (page, "ebbbbbobo");
  g_assert_cmpint (page_action (page, EXM_READY_ACCOUNT), ==, EXM_READY_ACTION_CHECK_AGAIN);
  page_fix (page, EXM_READY_ACCOUNT, EXM_READY_ACTION_CHECK_AGAIN, NULL, NULL);
  page_assert_rows (page, "ebbbbbobo");
}

/* One call that fails spoils its own row, and what depends on it. */
static void
test_single_failures (Page         *page,
                      gconstpointer data)
{
  static const struct
  {
    const char *path;
    guint       status;
    const char *rows;
  } cases[] = {
    { "/v3/projects/practice-project", 503, "oebbbbobo" },
    { "/v3/projects/practice-project", 403, "ooooooooo" }, /* may not look, but Vertex AI answers */
    { "/v3/projects/practice-project", 404, "oabbbbobo" },
    { "billingInfo", 500, "ooeoooooo" },
    { "billingInfo", 403, "ooooooooo" }, /* may not look, but Vertex AI answers */
    { "billingInfo", 429, "ooeoooooo" },
    { "batchGet", 500, "oooeooooo" },
    { "batchGet", 403, "ooooooooo" },
    { "testIamPermissions", 500, "ooooeoooo" },
    { "testIamPermissions", 403, "ooooooooo" },
    { "tuningJobs", 500, "oooooooeo" },
    { "tuningJobs", 403, "oooooooeo" },
    { "/storage/v1/b/posts-tuning-abc123", 500, "oooooeooo" },
    { "/storage/v1/b/posts-tuning-abc123", 404, "oooooaooo" },
    { "/storage/v1/b/posts-tuning-abc123", 403, "ooooooooo" }, /* may write, if not look */
  };

  make_ready (page);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s %u", cases[i].path, cases[i].status);
      /* The first part of a path is also the first part of others. */
      if (g_str_has_prefix (cases[i].path, "/v3"))
        {
          const ExmPracticeFault fault = { .kind = EXM_PRACTICE_FAULT_STATUS, .method = "GET", .path = cases[i].path, .times = 100, .status = cases[i].status };

          exm_practice_add_fault (page->service.practice, &fault);
        }
      else
        page_add_fault (page, EXM_PRACTICE_FAULT_STATUS, cases[i].path, cases[i].status);
      page_check (page);
      page_assert_rows (page, cases[i].rows);
      exm_practice_clear_faults (page->service.practice);
      page_check (page);
      page_assert_rows (page, "ooooooooo");
    }
}

/* --- cancelling ---------------------------------------------------------------------- */

static const char *const paths[] = { "/v3/projects/practice-project", "billingInfo", "batchGet", "testIamPermissions", "tuningJobs", "/storage/" };

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (Page         *page,
             gconstpointer data)
{
  make_ready (page);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    for (guint ms = 0; ms <= 40; ms += 20)
      {
        g_autoptr(GCancellable) cancellable = g_cancellable_new ();
        Wait wait = { 0 };

        page_add_fault (page, EXM_PRACTICE_FAULT_DELAY, paths[i], 0);
        exm_ready_check_async (page->ready, cancellable, page_checked_cb, &wait);
        g_timeout_add (ms, cancel_cb, cancellable);
        page_wait (&wait);
        g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        g_clear_error (&wait.error);
        g_assert_false (exm_ready_is_checking (page->ready));
        exm_practice_clear_faults (page->service.practice);
        /* What was known stays known. */
        page_assert_rows (page, "ooooooooo");
      }
  {
    g_autoptr(GCancellable) cancelled = g_cancellable_new ();
    Wait wait = { 0 };

    g_cancellable_cancel (cancelled);
    exm_ready_check_async (page->ready, cancelled, page_checked_cb, &wait);
    page_wait (&wait);
    g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_clear_error (&wait.error);
  }
}

static void
test_newest_wins (Page         *page,
                  gconstpointer data)
{
  Wait waits[5] = { { 0 } };

  page_make_bucket (page, "posts-tuning-abc123");
  page_add_fault (page, EXM_PRACTICE_FAULT_DELAY, "billingInfo", 0);
  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    exm_ready_check_async (page->ready, NULL, page_checked_cb, &waits[i]);
  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      page_wait (&waits[i]);
      if (i + 1 < G_N_ELEMENTS (waits))
        g_assert_error (waits[i].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      else
        g_assert_no_error (waits[i].error);
      g_clear_error (&waits[i].error);
    }
  page_assert_rows (page, "ooooooooo");
}

/* Changing what is looked at ends the look; dropping the object as well. */
static void
test_change_meanwhile (Page         *page,
                       gconstpointer data)
{
  make_ready (page);
  page_add_fault (page, EXM_PRACTICE_FAULT_DELAY, "billingInfo", 0);
  for (guint i = 0; i < 4; i++)
    {
      Wait wait = { 0 };

      exm_ready_check_async (page->ready, NULL, page_checked_cb, &wait);
      if (i == 0)
        exm_ready_set_project (page->ready, "another-project");
      else if (i == 1)
        exm_ready_set_google (page->ready, NULL, NULL);
      else if (i == 2)
        exm_ready_set_google (page->ready, page->service.google, NULL);
      else
        exm_ready_set_bucket (page->ready, "another-bucket");
      if (i == 1)
        page_assert_rows (page, "abbbbbobo");
      page_wait (&wait);
      if (i != 2) /* signed out there was nothing to end */
        g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&wait.error);
    }
  exm_ready_check_async (page->ready, NULL, NULL, NULL);
  exm_ready_set_google (page->ready, NULL, NULL);
}

/* A green row stays green while it is looked at again: coming back to the window
 * must not make the button flicker. */
static void
test_focus (Page         *page,
            gconstpointer data)
{
  Wait wait = { 0 };

  make_ready (page);
  page_add_fault (page, EXM_PRACTICE_FAULT_DELAY, "/", 0);
  exm_ready_check_async (page->ready, NULL, page_checked_cb, &wait);
  while (!wait.done)
    {
      page_assert_rows (page, "ooooooooo");
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_no_error (wait.error);
}

/* --- fixes ----------------------------------------------------------------------------- */

static void
test_refused_fixes (Page         *page,
                    gconstpointer data)
{
  static const struct
  {
    ExmReadyKind   kind;
    ExmReadyAction action;
    const char    *choice;
    const char    *extra;
    int            code; /* of G_IO_ERROR */
  } cases[] = {
    { EXM_READY_PROJECT, EXM_READY_ACTION_CREATE_PROJECT, "short", NULL, G_IO_ERROR_INVALID_ARGUMENT },
    { EXM_READY_PROJECT, EXM_READY_ACTION_CREATE_PROJECT, "my-google-project", NULL, G_IO_ERROR_INVALID_ARGUMENT },
    { EXM_READY_PROJECT, EXM_READY_ACTION_CREATE_PROJECT, "long-enough", "abc", G_IO_ERROR_INVALID_ARGUMENT },
    { EXM_READY_PROJECT, EXM_READY_ACTION_CHOOSE_PROJECT, NULL, NULL, G_IO_ERROR_INVALID_ARGUMENT },
    { EXM_READY_BUCKET, EXM_READY_ACTION_CREATE_BUCKET, "No Capitals", NULL, G_IO_ERROR_INVALID_ARGUMENT },
    { EXM_READY_BUCKET, EXM_READY_ACTION_CHOOSE_BUCKET, "", NULL, G_IO_ERROR_INVALID_ARGUMENT },
    { EXM_READY_BILLING, EXM_READY_ACTION_LINK_BILLING, NULL, NULL, G_IO_ERROR_INVALID_ARGUMENT },
    { EXM_READY_MODEL, EXM_READY_ACTION_CHOOSE_MODEL, "gemini-3.5-flash@mars", NULL, G_IO_ERROR_INVALID_ARGUMENT },
    { EXM_READY_MODEL, EXM_READY_ACTION_CHOOSE_MODEL, NULL, NULL, G_IO_ERROR_INVALID_ARGUMENT },
    { EXM_READY_ACCOUNT, EXM_READY_ACTION_SIGN_IN, NULL, NULL, G_IO_ERROR_NOT_SUPPORTED },
    { EXM_READY_PERMISSIONS, EXM_READY_ACTION_ASK_FOR_ROLE, NULL, NULL, G_IO_ERROR_NOT_SUPPORTED },
    { EXM_READY_JOB, EXM_READY_ACTION_OPEN_JOB, NULL, NULL, G_IO_ERROR_NOT_SUPPORTED },
    { EXM_READY_BILLING, EXM_READY_ACTION_CREATE_BUCKET, NULL, NULL, G_IO_ERROR_NOT_SUPPORTED },
  };

  make_ready (page);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = page_try (page, cases[i].kind, cases[i].action, cases[i].choice, cases[i].extra);

      g_test_message ("case %u: %s", i, error != NULL ? error->message : "");
      g_assert_error (error, G_IO_ERROR, cases[i].code);
    }
  exm_ready_set_google (page->ready, NULL, NULL);
  {
    g_autoptr(GError) error = page_try (page, EXM_READY_PROJECT, EXM_READY_ACTION_CREATE_PROJECT, NULL, NULL);

    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  }
}

/* What the server refuses is said in the row, next to the same button. */
static void
test_failed_fixes (Page         *page,
                   gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) taken = NULL;
  g_autoptr(GError) closed = NULL;

  exm_practice_set_obstacles (page->service.practice, EXM_PRACTICE_OBSTACLE_NOTHING | EXM_PRACTICE_OBSTACLE_CREATION);
  page_check (page);
  error = page_try (page, EXM_READY_PROJECT, EXM_READY_ACTION_CREATE_PROJECT, NULL, NULL);
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_DENIED);
  page_assert_rows (page, "oabbbbobo");
  g_assert_nonnull (strstr (page_text (page, EXM_READY_PROJECT), error->message));
  g_assert_nonnull (strstr (exm_ready_item_get_details (exm_ready_get_item (page->ready, EXM_READY_PROJECT)), "403"));
  g_assert_cmpint (page_action (page, EXM_READY_PROJECT), ==, EXM_READY_ACTION_CREATE_PROJECT);

  exm_practice_set_obstacles (page->service.practice, EXM_PRACTICE_OBSTACLE_NOTHING);
  taken = page_try (page, EXM_READY_PROJECT, EXM_READY_ACTION_CREATE_PROJECT, EXM_PRACTICE_PROJECT, NULL);
  g_assert_error (taken, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_CONFLICT);
  page_fix (page, EXM_READY_PROJECT, EXM_READY_ACTION_CREATE_PROJECT, "a-good-id-2026", "My posts");
  g_assert_nonnull (strstr (page_text (page, EXM_READY_PROJECT), "My posts (a-good-id-2026)"));

  closed = page_try (page, EXM_READY_BILLING, EXM_READY_ACTION_LINK_BILLING, "billingAccounts/111111-CLOSED-CE1111", NULL);
  g_assert_error (closed, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_PRECONDITION);
  g_assert_cmpint (page_state (page, EXM_READY_BILLING), ==, EXM_READY_STATE_ATTENTION);
  page_fix (page, EXM_READY_BILLING, EXM_READY_ACTION_LINK_BILLING, "billingAccounts/000000-PRACTI-CE0000", NULL);
  g_assert_cmpint (page_state (page, EXM_READY_BILLING), ==, EXM_READY_STATE_OK);
}

/* Each fix: a second one meanwhile is refused, and giving up leaves nothing busy. */
static void
test_cancelled_fixes (Page         *page,
                      gconstpointer data)
{
  static const struct
  {
    guint          obstacles;
    ExmReadyKind   kind;
    ExmReadyAction action;
    const char    *path;
  } cases[] = {
    { EXM_PRACTICE_OBSTACLE_NOTHING, EXM_READY_PROJECT, EXM_READY_ACTION_CREATE_PROJECT, "/v3/projects" },
    { EXM_PRACTICE_OBSTACLE_BILLING, EXM_READY_BILLING, EXM_READY_ACTION_LINK_BILLING, "billingInfo" },
    { EXM_PRACTICE_OBSTACLE_API, EXM_READY_APIS, EXM_READY_ACTION_ENABLE_APIS, "batchEnable" },
    { EXM_PRACTICE_OBSTACLE_API | EXM_PRACTICE_OBSTACLE_SPREAD, EXM_READY_APIS, EXM_READY_ACTION_ENABLE_APIS, "operations" },
    { 0, EXM_READY_BUCKET, EXM_READY_ACTION_CREATE_BUCKET, "/storage/v1/b?" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ExmReadyItem *item = exm_ready_get_item (page->ready, cases[i].kind);
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      Wait first = { 0 };
      Wait second = { 0 };

      g_test_message ("case %u", i);
      exm_practice_set_obstacles (page->service.practice, cases[i].obstacles);
      exm_ready_set_project (page->ready, i == 0 ? NULL : EXM_PRACTICE_PROJECT);
      if (cases[i].kind == EXM_READY_BUCKET)
        page_make_bucket (page, "holiday-pictures");
      page_check (page);
      if (cases[i].kind == EXM_READY_BUCKET)
        g_assert_cmpint (exm_ready_item_get_other_action (item), ==, cases[i].action);
      else
        g_assert_cmpint (page_action (page, cases[i].kind), ==, cases[i].action);
      page_add_fault (page, EXM_PRACTICE_FAULT_DELAY, cases[i].path, 0);
      exm_ready_fix_async (page->ready, item, cases[i].action, NULL, NULL, cancellable, page_fixed_cb, &first);
      g_assert_true (exm_ready_item_is_busy (item));
      g_assert_cmpstr (exm_ready_item_get_text (item), !=, "");
      exm_ready_fix_async (page->ready, item, cases[i].action, NULL, NULL, NULL, page_fixed_cb, &second);
      page_wait (&second);
      g_assert_error (second.error, G_IO_ERROR, G_IO_ERROR_PENDING);
      g_timeout_add (30, cancel_cb, cancellable);
      page_wait (&first);
      g_assert_error (first.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_false (exm_ready_item_is_busy (item));
      g_clear_error (&first.error);
      g_clear_error (&second.error);
      exm_practice_clear_faults (page->service.practice);
      /* Practice keeps one project: not to be made by the request that was given up. */
      if (i == 0)
        {
          exm_ready_set_project (page->ready, NULL);
          page_check (page);
        }
    }
}

/* --- a file that lies in Cloud Storage ---------------------------------------------------- */

static void
put_file (Page       *page,
          const char *name,
          const char *type)
{
  g_autofree char *path = g_build_filename (fixture_folder (), "file.jsonl", NULL);
  g_autoptr(ExmUpload) upload = exm_upload_new (path, "posts-tuning-abc123", name);
  g_autoptr(ExmStoredObject) object = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "{}\n", -1, NULL));
  g_free (upload->content_type);
  upload->content_type = g_strdup (type);
  object = exm_upload_run (page->service.google, upload, NULL, &error);
  g_assert_no_error (error);
}

static void
test_stored_file (Page         *page,
                  gconstpointer data)
{
  static const struct
  {
    const char *uri;
    char        state;
    const char *says;
  } cases[] = {
    { "gs://posts-tuning-abc123/sets/train.jsonl", 'o', "as it lies there" },
    { "gs://posts-tuning-abc123/sets/train.csv", 'a', ".jsonl" },
    { "gs://posts-tuning-abc123/sets/image.jsonl", 'a', "JSON lines" },
    { "gs://posts-tuning-abc123/sets/none.jsonl", 'a', "not there" },
    { "gs://no-such-bucket/train.jsonl", 'a', "not there" },
    { "https://example.com/train.jsonl", 'a', "gs://" },
    { "gs://bucket", 'a', "gs://" },
  };

  make_ready (page);
  put_file (page, "sets/train.jsonl", "application/jsonl");
  put_file (page, "sets/train.csv", "text/csv");
  put_file (page, "sets/image.jsonl", "image/png");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char rows[] = "oooooooo?";

      g_test_message ("%s", cases[i].uri);
      exm_ready_set_training_uri (page->ready, cases[i].uri);
      page_check (page);
      rows[8] = cases[i].state;
      page_assert_rows (page, rows);
      g_assert_nonnull (strstr (page_text (page, EXM_READY_DATASET), cases[i].says));
    }
  exm_ready_set_training_uri (page->ready, NULL);
  page_assert_rows (page, "ooooooooo");
}

static void
add_tests (void)
{
  g_test_add ("/submit/ready-faults/signed-out", Page, NULL, page_set_up, test_signed_out, page_tear_down);
  g_test_add ("/submit/ready-faults/offline", Page, NULL, page_set_up, test_offline, page_tear_down);
  g_test_add ("/submit/ready-faults/single-failures", Page, NULL, page_set_up, test_single_failures, page_tear_down);
  g_test_add ("/submit/ready-faults/cancel", Page, NULL, page_set_up, test_cancel, page_tear_down);
  g_test_add ("/submit/ready-faults/newest-wins", Page, NULL, page_set_up, test_newest_wins, page_tear_down);
  g_test_add ("/submit/ready-faults/change-meanwhile", Page, NULL, page_set_up, test_change_meanwhile, page_tear_down);
  g_test_add ("/submit/ready-faults/focus", Page, NULL, page_set_up, test_focus, page_tear_down);
  g_test_add ("/submit/ready-faults/refused-fixes", Page, NULL, page_set_up, test_refused_fixes, page_tear_down);
  g_test_add ("/submit/ready-faults/failed-fixes", Page, NULL, page_set_up, test_failed_fixes, page_tear_down);
  g_test_add ("/submit/ready-faults/cancelled-fixes", Page, NULL, page_set_up, test_cancelled_fixes, page_tear_down);
  g_test_add ("/submit/ready-faults/stored-file", Page, NULL, page_set_up, test_stored_file, page_tear_down);
}

int
main (int    argc,
      char **argv)
{
  return fixture_main (argc, argv, add_tests);
}
