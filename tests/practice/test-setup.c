/* test-setup.c - projects, billing, APIs and roles as the practice service has them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice-client.h"

#define JSON "application/json"
#define ID "my-posts-2026"
#define CREATE "{\"projectId\":\"" ID "\",\"displayName\":\"My posts\"}"
#define JOBS(project) "/v1/projects/" project "/locations/us-central1/tuningJobs"
#define ACCOUNT "billingAccounts/000000-PRACTI-CE0000"
#define CLOSED "billingAccounts/111111-CLOSED-CE1111"

static void
expect (Client     *client,
        const char *method,
        const char *target,
        const char *body,
        guint       status,
        const char *path, /* nullable: of a string in the answer */
        const char *value)
{
  g_autoptr (Answer) answer = client_send (client, method, target, NULL, JSON, body, -1);

  g_test_message ("%s %s: %u %s", method, target, answer->status, (const char *)g_bytes_get_data (answer->bytes, NULL));
  g_assert_cmpuint (answer->status, ==, status);
  if (path != NULL)
    g_assert_cmpstr (answer_text (answer, path), ==, value);
}

/* Waits for an operation; returns what it came to. */
static Answer *
settle (Client     *client,
        const char *version,
        Answer     *begun)
{
  g_autofree char *target = NULL;

  g_assert_cmpuint (begun->status, ==, 200);
  g_assert_true (g_str_has_prefix (answer_text (begun, "name"), "operations/"));
  target = g_strdup_printf ("/%s/%s", version, answer_text (begun, "name"));
  for (;;)
    {
      g_autoptr (Answer) answer = client_get (client, target);
      gboolean done = FALSE;

      g_assert_cmpuint (answer->status, ==, 200);
      exm_json_get_bool (answer->json, "done", &done);
      if (done)
        return g_steal_pointer (&answer);
      g_usleep (2000);
    }
}

static guint
count (Client     *client,
       const char *target,
       const char *member)
{
  g_autoptr (Answer) answer = client_get (client, target);

  g_assert_cmpuint (answer->status, ==, 200);
  return exm_json_array_size (exm_json_get_array (answer->json, member));
}

static gboolean
bill (Client     *client,
      const char *project)
{
  g_autofree char *target = g_strdup_printf ("/v1/projects/%s/billingInfo", project);
  g_autoptr (Answer) answer = client_get (client, target);
  gboolean enabled = FALSE;

  g_assert_cmpuint (answer->status, ==, 200);
  exm_json_get_bool (answer->json, "billingEnabled", &enabled);
  return enabled;
}

/* A mistake is refused as Google refuses it. */
static void
test_create_refused (void)
{
  static const struct
  {
    const char *body;
    guint       status;
    const char *name;
  } cases[] = {
    { "{\"projectId\":\"short\"}", 400, "INVALID_ARGUMENT" },
    { "{\"projectId\":\"Capital-Letters\"}", 400, "INVALID_ARGUMENT" },
    { "{\"projectId\":\"ends-with-\"}", 400, "INVALID_ARGUMENT" },
    { "{\"projectId\":\"for-google-only\"}", 400, "INVALID_ARGUMENT" },
    { "{}", 400, "INVALID_ARGUMENT" },
    { "{\"projectId\":\"good-enough\",\"displayName\":\"abc\"}", 400, "INVALID_ARGUMENT" },
    { "{\"projectId\":\"" EXM_PRACTICE_PROJECT "\"}", 409, "ALREADY_EXISTS" },
    { "[]", 400, "INVALID_ARGUMENT" },
  };
  g_autoptr (Client) client = client_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    expect (client, "POST", "/v3/projects", cases[i].body, cases[i].status, "error/status", cases[i].name);
  /* There is one project; a second one is over the quota. */
  {
    g_autoptr (Answer) begun = client_post (client, "/v3/projects", CREATE);
    g_autoptr (Answer) done = settle (client, "v3", begun);
    gint64 code = 0;

    exm_json_get_int64 (exm_json_get_object (done->json, "error"), "code", &code);
    g_assert_cmpint (code, ==, 8);
  }
  exm_practice_set_obstacles (client->practice, EXM_PRACTICE_OBSTACLE_CREATION);
  expect (client, "POST", "/v3/projects", CREATE, 403, "error/status", "PERMISSION_DENIED");
}

static void
link_and_enable (Client *client)
{
  g_autoptr (Answer) begun = NULL;
  g_autoptr (Answer) done = NULL;

  expect (client, "POST", "/v1/projects/" ID "/services:batchEnable", "{\"serviceIds\":[\"aiplatform.googleapis.com\"]}", 400, "error/status", "FAILED_PRECONDITION");
  expect (client, "POST", "/storage/v1/b?project=" ID, "{\"name\":\"my-posts-tuning\"}", 403, NULL, NULL);
  expect (client, "PUT", "/v1/projects/" ID "/billingInfo", "{\"billingAccountName\":\"" CLOSED "\"}", 400, "error/status", "FAILED_PRECONDITION");
  expect (client, "PUT", "/v1/projects/" ID "/billingInfo", "{\"billingAccountName\":\"billingAccounts/of-others\"}", 403, "error/status", "PERMISSION_DENIED");
  g_assert_false (bill (client, ID));
  expect (client, "PUT", "/v1/projects/" ID "/billingInfo", "{\"billingAccountName\":\"" ACCOUNT "\"}", 200, "billingAccountName", ACCOUNT);
  g_assert_true (bill (client, ID));

  expect (client, "GET", "/v1/projects/" ID "/services/aiplatform.googleapis.com", NULL, 200, "state", "DISABLED");
  expect (client, "GET", "/v1/projects/" ID "/services/storage.googleapis.com", NULL, 200, "state", "ENABLED");
  begun = client_post (client, "/v1/projects/" ID "/services:batchEnable", "{\"serviceIds\":[\"aiplatform.googleapis.com\",\"storage.googleapis.com\"]}");
  done = settle (client, "v1", begun);
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (exm_json_get_object (done->json, "response"), "services")), ==, 2);
  expect (client, "GET", "/v1/projects/" ID "/services/aiplatform.googleapis.com", NULL, 200, "state", "ENABLED");
}

static void
test_from_nothing (void)
{
  g_autoptr (Client) client = client_new ();
  g_autoptr (Answer) begun = NULL;
  g_autoptr (Answer) done = NULL;
  guint tries = 0;

  exm_practice_set_obstacles (client->practice, EXM_PRACTICE_OBSTACLE_NOTHING);
  g_assert_cmpuint (count (client, "/v3/projects:search", "projects"), ==, 0);
  expect (client, "GET", "/v3/projects/" EXM_PRACTICE_PROJECT, NULL, 403, "error/status", "PERMISSION_DENIED");
  expect (client, "GET", "/v3/projects/" ID, NULL, 403, "error/status", "PERMISSION_DENIED");
  expect (client, "GET", JOBS (EXM_PRACTICE_PROJECT), NULL, 403, "error/status", "PERMISSION_DENIED");
  expect (client, "GET", "/storage/v1/b?project=" EXM_PRACTICE_PROJECT, NULL, 400, NULL, NULL);

  /* Slow enough for the delays to be seen on a busy machine. */
  exm_practice_set_speed (client->practice, 5);
  begun = client_post (client, "/v3/projects", CREATE);
  done = settle (client, "v3", begun);
  g_assert_cmpstr (answer_text (done, "response/projectId"), ==, ID);
  g_assert_cmpstr (answer_text (done, "response/name"), ==, "projects/" EXM_PRACTICE_NUMBER);
  expect (client, "GET", "/v3/projects/" ID, NULL, 200, "displayName", "My posts");
  expect (client, "POST", "/v3/projects", CREATE, 409, "error/status", "ALREADY_EXISTS");
  /* Search is late. */
  while (count (client, "/v3/projects:search?query=state:ACTIVE", "projects") == 0)
    {
      tries++;
      g_usleep (2000);
    }
  g_assert_cmpuint (tries, >, 0);
  g_assert_cmpuint (count (client, "/v1/billingAccounts", "billingAccounts"), ==, 2);
  expect (client, "GET", JOBS (ID), NULL, 403, "error/status", "PERMISSION_DENIED");
  link_and_enable (client);

  /* On, and yet not there at once. */
  for (tries = 0;; tries++)
    {
      g_autoptr (Answer) jobs = client_get (client, JOBS (ID));

      if (jobs->status == 200)
        break;
      g_assert_cmpstr (exm_json_get_string (exm_json_array_object (exm_json_get_array (exm_json_get_object (jobs->json, "error"), "details"), 0), "reason"), ==, "SERVICE_DISABLED");
      g_usleep (2000);
    }
  g_assert_cmpuint (tries, >, 0);
  expect (client, "POST", "/storage/v1/b?project=" ID, "{\"name\":\"my-posts-tuning\"}", 200, "name", "my-posts-tuning");

  /* All of it lies on disk. */
  g_assert_finalize_object (g_steal_pointer (&client->practice));
  client_serve (client);
  expect (client, "GET", "/v3/projects/" ID, NULL, 200, "projectId", ID);
  expect (client, "GET", JOBS (ID), NULL, 200, NULL, NULL);
  expect (client, "GET", "/v3/projects/" EXM_PRACTICE_PROJECT, NULL, 403, NULL, NULL);
  g_assert_true (bill (client, ID));
}

/* Each obstacle: the call it stands in the way of, and what that says. */
static void
test_obstacles (void)
{
  static const struct
  {
    guint       obstacle;
    const char *method;
    const char *target;
    const char *body;
    guint       status;
    const char *path;
    const char *value;
  } cases[] = {
    { EXM_PRACTICE_OBSTACLE_PROJECT, "GET", "/v3/projects/" EXM_PRACTICE_PROJECT, NULL, 403, "error/status", "PERMISSION_DENIED" },
    { EXM_PRACTICE_OBSTACLE_PROJECT, "GET", JOBS (EXM_PRACTICE_PROJECT), NULL, 403, "error/status", "PERMISSION_DENIED" },
    { EXM_PRACTICE_OBSTACLE_ROLES, "GET", JOBS (EXM_PRACTICE_PROJECT), NULL, 403, "error/message", "Permission 'aiplatform.tuningJobs.list' denied on resource '//aiplatform.googleapis.com/projects/practice-project/locations/us-central1' (or it may not exist)." },
    { EXM_PRACTICE_OBSTACLE_ROLES, "POST", "/v1/projects/" EXM_PRACTICE_PROJECT "/services:batchEnable", "{\"serviceIds\":[\"aiplatform.googleapis.com\"]}", 403, "error/status", "PERMISSION_DENIED" },
    { EXM_PRACTICE_OBSTACLE_BILLING_CLOSED, "GET", JOBS (EXM_PRACTICE_PROJECT), NULL, 403, "error/status", "PERMISSION_DENIED" },
    { EXM_PRACTICE_OBSTACLE_BILLING_CLOSED, "GET", "/v1/projects/" EXM_PRACTICE_PROJECT "/billingInfo", NULL, 200, "billingAccountName", ACCOUNT },
    { EXM_PRACTICE_OBSTACLE_BILLING_CLOSED, "PUT", "/v1/projects/" EXM_PRACTICE_PROJECT "/billingInfo", "{\"billingAccountName\":\"" ACCOUNT "\"}", 400, "error/status", "FAILED_PRECONDITION" },
    { EXM_PRACTICE_OBSTACLE_BUCKETS, "GET", "/storage/v1/b?project=" EXM_PRACTICE_PROJECT, NULL, 403, NULL, NULL },
  };
  g_autoptr (Client) client = client_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      exm_practice_set_obstacles (client->practice, cases[i].obstacle);
      expect (client, cases[i].method, cases[i].target, cases[i].body, cases[i].status, cases[i].path, cases[i].value);
      exm_practice_set_obstacles (client->practice, 0);
      expect (client, "GET", JOBS (EXM_PRACTICE_PROJECT), NULL, 200, NULL, NULL);
    }
  exm_practice_set_obstacles (client->practice, EXM_PRACTICE_OBSTACLE_BILLING_CLOSED);
  g_assert_false (bill (client, EXM_PRACTICE_PROJECT));
}

static void
test_permissions (void)
{
  static const struct
  {
    guint       obstacle;
    const char *body;
    guint       status;
    guint       held;
  } cases[] = {
    { 0, "{\"permissions\":[\"aiplatform.tuningJobs.create\",\"storage.buckets.list\"]}", 200, 2 },
    { EXM_PRACTICE_OBSTACLE_ROLES, "{\"permissions\":[\"aiplatform.tuningJobs.create\",\"storage.buckets.list\"]}", 200, 1 },
    { EXM_PRACTICE_OBSTACLE_BUCKETS, "{\"permissions\":[\"aiplatform.tuningJobs.create\",\"storage.buckets.list\"]}", 200, 1 },
    { EXM_PRACTICE_OBSTACLE_BUCKETS | EXM_PRACTICE_OBSTACLE_ROLES, "{\"permissions\":[\"aiplatform.tuningJobs.create\",\"storage.buckets.list\"]}", 200, 0 },
    { 0, "{\"permissions\":[\"aiplatform.*\"]}", 400, 0 },
    { 0, "{\"permissions\":[\"nonsense\"]}", 400, 0 },
    { 0, "{}", 200, 0 },
  };
  g_autoptr (Client) client = client_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Answer) answer = NULL;

      exm_practice_set_obstacles (client->practice, cases[i].obstacle);
      answer = client_post (client, "/v3/projects/" EXM_PRACTICE_PROJECT ":testIamPermissions", cases[i].body);
      g_assert_cmpuint (answer->status, ==, cases[i].status);
      g_assert_cmpuint (exm_json_array_size (exm_json_get_array (answer->json, "permissions")), ==, cases[i].held);
    }
}

static void
test_services (void)
{
  g_autoptr (Client) client = client_new ();

  expect (client, "GET", "/v1/projects/" EXM_PRACTICE_PROJECT "/services:batchGet?names=nonsense", NULL, 400, "error/status", "INVALID_ARGUMENT");
  expect (client, "GET", "/v1/projects/" EXM_PRACTICE_PROJECT "/services:batchGet?names=projects/other/services/storage.googleapis.com", NULL, 400, "error/status", "INVALID_ARGUMENT");
  expect (client, "POST", "/v1/projects/" EXM_PRACTICE_PROJECT "/services:batchEnable", "{\"serviceIds\":[]}", 400, "error/status", "INVALID_ARGUMENT");
  expect (client, "POST", "/v1/projects/" EXM_PRACTICE_PROJECT "/services:batchEnable", "{\"serviceIds\":[\"nonsense\"]}", 404, "error/status", "NOT_FOUND");
  expect (client, "POST", "/v1/projects/" EXM_PRACTICE_PROJECT "/services/aiplatform.googleapis.com:enable", "{}", 200, "response/service/state", "ENABLED");
  g_assert_cmpuint (count (client, "/v1/projects/" EXM_PRACTICE_PROJECT "/services?filter=state:ENABLED", "services"), ==, 5);
  exm_practice_set_obstacles (client->practice, EXM_PRACTICE_OBSTACLE_API);
  g_assert_cmpuint (count (client, "/v1/projects/" EXM_PRACTICE_PROJECT "/services?filter=state:ENABLED", "services"), ==, 4);
  g_assert_cmpuint (count (client, "/v1/projects/" EXM_PRACTICE_PROJECT "/services?filter=state:DISABLED", "services"), ==, 1);
  expect (client, "GET", "/v3/operations/cp.none", NULL, 404, "error/status", "NOT_FOUND");
}

/* The names of the obstacles, as a person at a terminal sets them. */
static void
test_admin (void)
{
  g_autoptr (Client) client = client_new ();
  g_autoptr (Answer) answer = client_post (client, "/_practice/faults", "{\"obstacles\":[\"billing\",\"api\",\"buckets\",\"quota\",\"nothing\",\"project\",\"creation\",\"roles\",\"billing-closed\",\"spread\"]}");

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (answer->json, "obstacles")), ==, 10);
  expect (client, "POST", "/_practice/faults", "{\"obstacles\":[\"rain\"]}", 400, NULL, NULL);
  expect (client, "POST", "/_practice/faults", "{\"obstacles\":[\"nothing\"]}", 200, NULL, NULL);
  g_assert_cmpuint (count (client, "/v3/projects:search", "projects"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/setup/create-refused", test_create_refused);
  g_test_add_func ("/practice/setup/from-nothing", test_from_nothing);
  g_test_add_func ("/practice/setup/obstacles", test_obstacles);
  g_test_add_func ("/practice/setup/permissions", test_permissions);
  g_test_add_func ("/practice/setup/services", test_services);
  g_test_add_func ("/practice/setup/admin", test_admin);
  return g_test_run ();
}
