/* test-ready-judge.c - from answers to rows, without any call
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-ready-private.h"
#include "submit-fixture.h"

#define INFO(reason, service)                                                                       \
  "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\",\"message\":\"Google's words\","       \
  "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"" reason "\"," \
  "\"domain\":\"googleapis.com\",\"metadata\":{\"service\":\"" service "\","                        \
  "\"activationUrl\":\"https://console.developers.google.com/apis/api/" service "/overview\"}}]}}"
#define DENIED "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\",\"message\":\"no\"}}"
#define MANAGER "cloudresourcemanager.googleapis.com"
#define PAYING "cloudbilling.googleapis.com"
#define PLATFORM "aiplatform.googleapis.com"

/* A page on which every answer came and was a good one. */
static ExmReady *
page_new (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmCatalogue) catalogue = exm_catalogue_load (&error);
  g_autoptr(ExmGoogle) google = exm_google_new_bearer ("ya29.not-a-token", &error);
  ExmReady          *self = exm_ready_new (catalogue);
  ExmProject        *project = g_new0 (ExmProject, 1);
  ExmBilling        *billing = g_new0 (ExmBilling, 1);
  ExmBucket         *bucket = g_new0 (ExmBucket, 1);
  const char *const *needed = exm_services_get_needed ();
  GPtrArray         *services = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_service_free);

  g_assert_no_error (error);
  exm_ready_set_google (self, google, "who@example.test");
  exm_ready_set_project (self, "posts-abc123");
  exm_ready_set_bucket (self, "posts-tuning-1");
  self->project_number = g_strdup ("77");
  project->id = g_strdup ("posts-abc123");
  project->active = TRUE;
  billing->account = g_strdup ("billingAccounts/1");
  billing->enabled = TRUE;
  bucket->name = g_strdup ("posts-tuning-1");
  bucket->project_number = g_strdup ("77");
  for (guint i = 0; needed[i] != NULL; i++)
    {
      ExmService *service = g_new0 (ExmService, 1);

      service->name = g_strdup (needed[i]);
      service->title = g_strdup (needed[i]);
      service->enabled = TRUE;
      g_ptr_array_add (services, service);
    }
  _exm_ready_learn (self, EXM_FACT_PROJECT, project, (GDestroyNotify)exm_project_free, NULL);
  _exm_ready_learn (self, EXM_FACT_BILLING, billing, (GDestroyNotify)exm_billing_free, NULL);
  _exm_ready_learn (self, EXM_FACT_SERVICES, services, (GDestroyNotify)g_ptr_array_unref, NULL);
  _exm_ready_learn (self, EXM_FACT_PERMISSIONS, g_ptr_array_new (), (GDestroyNotify)g_ptr_array_unref, NULL);
  _exm_ready_learn (self, EXM_FACT_BUCKET, bucket, (GDestroyNotify)exm_bucket_free, NULL);
  _exm_ready_learn (self, EXM_FACT_JOBS, g_ptr_array_new (), (GDestroyNotify)g_ptr_array_unref, NULL);
  _exm_ready_judge (self);
  return self;
}

/* One letter a row, as exm_ready_state_to_code() begins; the dataset is not there. */
static void
assert_rows (ExmReady   *self,
             const char *wanted)
{
  char rows[EXM_N_READY] = { 0 };

  for (guint i = 0; i < EXM_N_READY - 1; i++)
    {
      rows[i] = exm_ready_state_to_code (exm_ready_item_get_state (self->items[i]))[0];
      g_test_message ("%s: %s", exm_ready_kind_to_code (i), exm_ready_item_get_text (self->items[i]));
    }
  g_assert_cmpstr (rows, ==, wanted);
}

static void
fail (ExmReady   *self,
      ExmFactId   fact,
      guint       status,
      const char *body)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (body, strlen (body));

  _exm_ready_learn (self, fact, NULL, NULL, exm_google_problem_to_error (exm_google_problem_parse (status, bytes)));
}

static void
test_answers (void)
{
  static const struct
  {
    ExmFactId      fact;
    guint          status;
    const char    *body;
    gboolean       jobs_as_well; /* the list of jobs is refused in the same way */
    const char    *rows;
    ExmReadyKind   kind;
    ExmReadyAction action;
    const char    *says;
  } cases[] = {
    { EXM_FACT_PROJECT, 403, INFO ("SERVICE_DISABLED", MANAGER), FALSE, "oooooooo", EXM_READY_PROJECT, EXM_READY_ACTION_NONE, "Vertex AI answers" },
    { EXM_FACT_PROJECT, 403, INFO ("SERVICE_DISABLED", MANAGER), TRUE, "oabbbbob", EXM_READY_PROJECT, EXM_READY_ACTION_OPEN_PAGE, "Cloud Resource Manager API" },
    { EXM_FACT_PROJECT, 403, INFO ("USER_PROJECT_DENIED", MANAGER), FALSE, "oabbbbob", EXM_READY_PROJECT, EXM_READY_ACTION_CREATE_PROJECT, "may not use the chosen project" },
    { EXM_FACT_PROJECT, 403, INFO ("CONSUMER_SUSPENDED", MANAGER), FALSE, "oabbbbob", EXM_READY_PROJECT, EXM_READY_ACTION_CREATE_PROJECT, "suspended" },
    { EXM_FACT_PROJECT, 403, DENIED, FALSE, "oooooooo", EXM_READY_PROJECT, EXM_READY_ACTION_NONE, "posts-abc123" },
    { EXM_FACT_PROJECT, 403, DENIED, TRUE, "oabbbbob", EXM_READY_PROJECT, EXM_READY_ACTION_CREATE_PROJECT, "not there" },
    { EXM_FACT_BILLING, 403, INFO ("SERVICE_DISABLED", PAYING), FALSE, "oooooooo", EXM_READY_BILLING, EXM_READY_ACTION_NONE, "Vertex AI answers" },
    { EXM_FACT_BILLING, 403, INFO ("SERVICE_DISABLED", PAYING), TRUE, "ooaooooe", EXM_READY_BILLING, EXM_READY_ACTION_OPEN_PAGE, "Cloud Billing API" },
    { EXM_FACT_PERMISSIONS, 403, INFO ("SERVICE_DISABLED", MANAGER), FALSE, "oooooooo", EXM_READY_PERMISSIONS, EXM_READY_ACTION_NONE, "Vertex AI answers" },
    { EXM_FACT_JOBS, 403, INFO ("BILLING_DISABLED", PLATFORM), FALSE, "oooooooe", EXM_READY_JOB, EXM_READY_ACTION_CHECK_AGAIN, "Billing is off" },
    { EXM_FACT_JOBS, 403, INFO ("SERVICE_DISABLED", PLATFORM), FALSE, "oooaooob", EXM_READY_APIS, EXM_READY_ACTION_CHECK_AGAIN, "does not answer" },
    { EXM_FACT_BUCKET, 403, DENIED, FALSE, "oooooooo", EXM_READY_BUCKET, EXM_READY_ACTION_NONE, "may put files" },
    { EXM_FACT_BUCKET, 404, "{\"error\":{\"code\":404}}", FALSE, "oooooaoo", EXM_READY_BUCKET, EXM_READY_ACTION_CREATE_BUCKET, "posts-tuning-1" },
    { EXM_FACT_BILLING, 401, "{}", FALSE, "abbbbbob", EXM_READY_ACCOUNT, EXM_READY_ACTION_SIGN_IN, "Sign in again" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ExmReady     *self = page_new ();
      ExmReadyItem *item = exm_ready_get_item (self, cases[i].kind);

      g_test_message ("case %u", i);
      assert_rows (self, "oooooooo");
      fail (self, cases[i].fact, cases[i].status, cases[i].body);
      if (cases[i].jobs_as_well)
        fail (self, EXM_FACT_JOBS, cases[i].status, cases[i].fact == EXM_FACT_BILLING ? DENIED : cases[i].body);
      _exm_ready_judge (self);
      assert_rows (self, cases[i].rows);
      g_assert_cmpint (exm_ready_item_get_action (item), ==, cases[i].action);
      g_assert_nonnull (strstr (exm_ready_item_get_text (item), cases[i].says));
      if (cases[i].action == EXM_READY_ACTION_OPEN_PAGE)
        g_assert_true (g_str_has_prefix (exm_ready_item_get_url (item), "https://console."));
      g_assert_finalize_object (self);
    }
}

/* Whatever the order of the answers, the same rows in the end; and a row is never
 * green before what it stands on is. */
static void
test_order (void)
{
  static const ExmFactId facts[] = { EXM_FACT_PROJECT, EXM_FACT_BILLING, EXM_FACT_SERVICES, EXM_FACT_PERMISSIONS, EXM_FACT_BUCKET, EXM_FACT_JOBS };

  for (guint i = 0; i < 200; i++)
    {
      ExmReady *self = page_new ();
      guint     order[G_N_ELEMENTS (facts)];
      ExmFact   kept[EXM_N_FACTS];

      for (guint j = 0; j < G_N_ELEMENTS (facts); j++)
        {
          const guint k = (guint)g_test_rand_int_range (0, (gint32)j + 1);

          order[j] = order[k];
          order[k] = j;
        }
      memcpy (kept, self->facts, sizeof kept);
      for (guint j = 0; j < EXM_N_FACTS; j++)
        self->facts[j].value = NULL;
      _exm_ready_judge (self);
      assert_rows (self, "uuuuuuou");
      for (guint j = 0; j < G_N_ELEMENTS (facts); j++)
        {
          self->facts[facts[order[j]]] = kept[facts[order[j]]];
          _exm_ready_judge (self);
          if (self->facts[EXM_FACT_PROJECT].value == NULL)
            g_assert_cmpint (exm_ready_item_get_state (self->items[EXM_READY_BILLING]), !=, EXM_READY_STATE_OK);
        }
      assert_rows (self, "oooooooo");
      g_assert_finalize_object (self);
    }
}

/* A bucket of another project is fine, with a word on what that takes. */
static void
test_foreign_bucket (void)
{
  ExmReady *self = page_new ();

  g_free (self->project_number);
  self->project_number = g_strdup ("78");
  _exm_ready_judge (self);
  assert_rows (self, "oooooooo");
  g_assert_nonnull (strstr (exm_ready_item_get_text (self->items[EXM_READY_BUCKET]), "another project"));
  g_assert_finalize_object (self);
}

/* Names for machines are told apart. */
static void
test_codes (void)
{
  for (guint i = 0; i < EXM_N_READY; i++)
    for (guint j = 0; j < i; j++)
      g_assert_cmpstr (exm_ready_kind_to_code (i), !=, exm_ready_kind_to_code (j));
  for (guint i = 0; i < EXM_N_READY_STATES; i++)
    for (guint j = 0; j < i; j++)
      g_assert_cmpstr (exm_ready_state_to_code (i), !=, exm_ready_state_to_code (j));
  for (guint i = 0; i < EXM_N_READY_ACTIONS; i++)
    for (guint j = 0; j < i; j++)
      g_assert_cmpstr (exm_ready_action_to_code (i), !=, exm_ready_action_to_code (j));
}

static void
add_tests (void)
{
  g_test_add_func ("/submit/ready-judge/answers", test_answers);
  g_test_add_func ("/submit/ready-judge/order", test_order);
  g_test_add_func ("/submit/ready-judge/foreign-bucket", test_foreign_bucket);
  g_test_add_func ("/submit/ready-judge/codes", test_codes);
}

int
main (int    argc,
      char **argv)
{
  return fixture_main (argc, argv, add_tests);
}
