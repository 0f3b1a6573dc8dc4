/* test-journey.c - bucket, upload, tuning, curves and asking against the practice service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "finalized.h"

#include <glib/gstdio.h>
#include <string.h>

#include "exm-curves.h"
#include "exm-models.h"
#include "exm-practice.h"
#include "exm-tuning.h"
#include "exm-upload.h"

/* Two rooms that share no code: what they agree on is the protocol. */

#define PROJECT EXM_PRACTICE_PROJECT
#define REGION "us-central1"
#define N_EXAMPLES 60

typedef struct
{
  char        *dir;
  char        *file;
  ExmPractice *practice;
  ExmGoogle   *google;
} Fixture;

static void
write_examples (const char *path)
{
  static const char *const good[] = { "lovely", "great", "happy", "wonderful", "sunny" };
  static const char *const poor[] = { "terrible", "awful", "sad", "broken", "rainy" };
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = 0; i < N_EXAMPLES; i++)
    g_string_append_printf (text,
                            "{\"systemInstruction\":{\"parts\":[{\"text\":\"Label the post.\"}]},\"contents\":["
                            "{\"role\":\"user\",\"parts\":[{\"text\":\"Text: A %s %s day %d\"}]},"
                            "{\"role\":\"model\",\"parts\":[{\"text\":\"Sentiment: %s\"}]}]}\n",
                            i % 2 ? good[i % 5] : poor[i % 5], i % 2 ? good[(i + 2) % 5] : poor[(i + 3) % 5], i,
                            i % 2 ? "Positive" : "Negative");
  g_assert_true (g_file_set_contents (path, text->str, (gssize)text->len, NULL));
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  static const ExmHttpPace quick = { 5, 1, 4, 500 };
  g_autofree char         *state = NULL;
  g_autoptr (GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("exm-journey-XXXXXX", NULL);
  state = g_build_filename (fixture->dir, "state", NULL);
  fixture->file = g_build_filename (fixture->dir, "train.jsonl", NULL);
  write_examples (fixture->file);
  fixture->practice = exm_practice_new (state, &error);
  g_assert_no_error (error);
  exm_practice_set_speed (fixture->practice, 200);
  g_assert_true (exm_practice_start (fixture->practice, 0, &error));
  g_assert_no_error (error);
  fixture->google = exm_google_new_practice (exm_practice_get_url (fixture->practice), EXM_PRACTICE_TOKEN, &error);
  g_assert_no_error (error);
  exm_http_set_pace (exm_google_get_http (fixture->google), &quick);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      remove_tree (below);
    }
  g_remove (path);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  assert_finalized_soon (fixture->google);
  g_object_unref (fixture->practice);
  remove_tree (fixture->dir);
  g_free (fixture->file);
  g_free (fixture->dir);
}

static ExmStoredObject *
upload (Fixture *fixture)
{
  g_autoptr (ExmBucket) bucket = NULL;
  g_autoptr (ExmUpload) what = exm_upload_new (fixture->file, "journey-bucket", "data sets/tra%in.jsonl");
  g_autoptr (GError) error = NULL;
  ExmStoredObject *object;

  bucket = exm_storage_create_bucket (fixture->google, PROJECT, "journey-bucket", "US", NULL, &error);
  g_assert_no_error (error);
  object = exm_upload_run (fixture->google, what, NULL, &error);
  g_assert_no_error (error);
  return object;
}

static ExmTuningRequest *
make_request (ExmStoredObject *object)
{
  g_autofree char  *uri = exm_stored_object_dup_uri (object);
  ExmTuningRequest *request = exm_tuning_request_new (PROJECT, REGION, "gemini-3.1-flash-lite", uri);

  request->display_name = g_strdup ("journey");
  request->epochs = 3;
  request->adapter_size = 4;
  exm_tuning_request_set_label (request, "request-id", "journey-1");
  return request;
}

static ExmTuningJob *
follow (Fixture    *fixture,
        const char *name)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ExmTuningJob) job = exm_tuning_get (fixture->google, name, NULL, &error);

      g_assert_no_error (error);
      if (exm_tuning_state_is_ended (job->state))
        return g_steal_pointer (&job);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (20000);
    }
}

static void
ask (Fixture    *fixture,
     const char *endpoint,
     const char *text,
     const char *wanted)
{
  g_autoptr (ExmGenerateRequest) request = exm_generate_request_new (endpoint, text);
  g_autoptr (ExmGenerateAnswer) answer = NULL;
  g_autoptr (ExmGenerateAnswer) streamed = NULL;
  g_autoptr (GError) error = NULL;

  request->base_model = g_strdup ("gemini-3.1-flash-lite");
  request->system_instruction = g_strdup ("Label the post.");
  answer = exm_models_generate (fixture->google, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answer->text, ==, wanted);
  g_assert_null (answer->problem);
  g_assert_cmpint (answer->total_tokens, >, 0);
  streamed = exm_models_stream (fixture->google, request, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (streamed->text, ==, wanted);
  g_assert_cmpint (exm_models_count_tokens (fixture->google, request, NULL, &error), >, 0);
  g_assert_no_error (error);
}

static void
test_whole (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (ExmStoredObject) object = upload (fixture);
  g_autoptr (ExmTuningRequest) request = make_request (object);
  g_autoptr (ExmTuningJob) created = NULL;
  g_autoptr (ExmTuningJob) job = NULL;
  g_autoptr (GPtrArray) curves = NULL;
  g_autoptr (GPtrArray) objects = NULL;
  g_autoptr (GError) error = NULL;

  created = exm_tuning_create (fixture->google, request, NULL, &error);
  g_assert_no_error (error);
  job = follow (fixture, created->name);
  g_assert_cmpint (job->state, ==, EXM_TUNING_SUCCEEDED);
  g_assert_cmpint (job->stats.examples, ==, N_EXAMPLES);
  g_assert_cmpint (job->epochs, ==, 3);
  g_assert_cmpuint (job->checkpoints->len, ==, 3);
  g_assert_nonnull (job->tuned_model);

  curves = exm_curves_read (fixture->google, job->experiment, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (curves->len, >=, 2);
  for (guint i = 0; i < curves->len; i++)
    g_assert_cmpuint (((ExmCurve *)g_ptr_array_index (curves, i))->points->len, >, 0);

  ask (fixture, job->endpoint, "Text: A lovely sunny walk", "Sentiment: Positive");
  ask (fixture, job->endpoint, "Text: A terrible broken bus", "Sentiment: Negative");
  ask (fixture, ((ExmTuningCheckpoint *)g_ptr_array_index (job->checkpoints, 1))->endpoint,
       "Text: awful and sad", "Sentiment: Negative");

  objects = exm_storage_list_objects (fixture->google, "journey-bucket", "data sets/", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (objects->len, ==, 1);
  g_assert_true (exm_storage_delete_object (fixture->google, object->bucket, object->name, object->generation, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (exm_storage_get_object (fixture->google, object->bucket, object->name, NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND);
}

static void
test_lost_create (Fixture      *fixture,
                  gconstpointer data)
{
  static const ExmPracticeFault lost = { .kind = EXM_PRACTICE_FAULT_CUT_AFTER, .method = "POST", .path = "/tuningJobs" };
  g_autoptr (ExmStoredObject) object = upload (fixture);
  g_autoptr (ExmTuningRequest) request = make_request (object);
  g_autoptr (ExmTuningJob) found = NULL;
  g_autoptr (ExmTuningJob) ended = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GError) error = NULL;

  exm_practice_add_fault (fixture->practice, &lost);
  g_assert_null (exm_tuning_create (fixture->google, request, NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_UNKNOWN_OUTCOME);
  g_clear_error (&error);
  found = exm_tuning_find_by_label (fixture->google, PROJECT, REGION, "request-id", "journey-1", NULL, &error);
  g_assert_no_error (error);
  jobs = exm_tuning_list (fixture->google, PROJECT, REGION, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jobs->len, ==, 1);
  g_assert_true (exm_tuning_cancel (fixture->google, found->name, NULL, &error));
  g_assert_no_error (error);
  ended = follow (fixture, found->name);
  g_assert_true (ended->state == EXM_TUNING_CANCELLED || ended->state == EXM_TUNING_SUCCEEDED);
}

static void
test_faulty_upload (Fixture      *fixture,
                    gconstpointer data)
{
  static const ExmPracticeFault faults[] = {
    { .kind = EXM_PRACTICE_FAULT_STATUS, .status = 503 },
    { .kind = EXM_PRACTICE_FAULT_CUT_BEFORE },
    { .kind = EXM_PRACTICE_FAULT_CUT_AFTER },
    { .kind = EXM_PRACTICE_FAULT_CUT_AT, .bytes = 300000 },
    { .kind = EXM_PRACTICE_FAULT_PARTIAL, .bytes = 262144 },
  };
  g_autofree char *big = g_strnfill (1500000, 'x');
  g_autoptr (ExmBucket) bucket = exm_storage_create_bucket (fixture->google, PROJECT, "journey-bucket", NULL, NULL, NULL);

  g_assert_true (g_file_set_contents (fixture->file, big, -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    for (guint skip = 0; skip < 6; skip++)
      {
        g_autofree char *name = g_strdup_printf ("object-%u-%u", i, skip);
        g_autoptr (ExmUpload) what = exm_upload_new (fixture->file, "journey-bucket", name);
        g_autoptr (ExmStoredObject) object = NULL;
        g_autoptr (GError) error = NULL;
        ExmPracticeFault fault = faults[i];

        fault.method = "PUT";
        fault.skip = skip;
        exm_practice_clear_faults (fixture->practice);
        exm_practice_add_fault (fixture->practice, &fault);
        what->chunk_size = 262144;
        object = exm_upload_run (fixture->google, what, NULL, &error);
        g_test_message ("%s", name);
        g_assert_no_error (error);
        g_assert_cmpint (object->size, ==, 1500000);
      }
}

static void
test_wrong_checksum (Fixture      *fixture,
                     gconstpointer data)
{
  static const ExmPracticeFault lie = { .kind = EXM_PRACTICE_FAULT_CHECKSUM, .method = "PUT", .times = 9 };
  g_autoptr (ExmBucket) bucket = exm_storage_create_bucket (fixture->google, PROJECT, "journey-bucket", NULL, NULL, NULL);
  g_autoptr (ExmUpload) what = exm_upload_new (fixture->file, "journey-bucket", "o");
  g_autoptr (GError) error = NULL;

  exm_practice_add_fault (fixture->practice, &lie);
  g_assert_null (exm_upload_run (fixture->google, what, NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_CHECKSUM);
  g_clear_error (&error);
  g_assert_null (exm_storage_get_object (fixture->google, "journey-bucket", "o", NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND);
}

static void
test_obstacles (Fixture      *fixture,
                gconstpointer data)
{
  static const struct
  {
    ExmPracticeObstacle obstacle;
    int                 code;
  } cases[] = {
    { EXM_PRACTICE_OBSTACLE_BILLING, EXM_CLOUD_ERROR_BILLING },
    { EXM_PRACTICE_OBSTACLE_API, EXM_CLOUD_ERROR_API_DISABLED },
    { EXM_PRACTICE_OBSTACLE_QUOTA, EXM_CLOUD_ERROR_QUOTA },
  };
  g_autoptr (ExmStoredObject) object = upload (fixture);
  g_autoptr (ExmTuningRequest) request = make_request (object);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      exm_practice_set_obstacles (fixture->practice, cases[i].obstacle);
      g_assert_null (exm_tuning_create (fixture->google, request, NULL, &error));
      g_assert_error (error, EXM_CLOUD_ERROR, cases[i].code);
      g_assert_nonnull (exm_cloud_error_get_advice (error));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/cloud/journey/whole", Fixture, NULL, set_up, test_whole, tear_down);
  g_test_add ("/cloud/journey/lost-create", Fixture, NULL, set_up, test_lost_create, tear_down);
  g_test_add ("/cloud/journey/faulty-upload", Fixture, NULL, set_up, test_faulty_upload, tear_down);
  g_test_add ("/cloud/journey/wrong-checksum", Fixture, NULL, set_up, test_wrong_checksum, tear_down);
  g_test_add ("/cloud/journey/obstacles", Fixture, NULL, set_up, test_obstacles, tear_down);
  return g_test_run ();
}
