/* test-tuning-remove.c - in which order things are taken away, and what may go wrong
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-tuning-remove.h"
#include "fake-server.h"

#define ENDPOINT "projects/1/locations/us/endpoints/3"
#define MODEL "projects/1/locations/us/models/4"

/* What is asked, one a line, and what each operation ends with. */
typedef struct
{
  GString    *log;
  guint       n_versions;
  guint       n_waits; /* looks at an operation before it is done */
  const char *end;     /* of the operations: "\"response\":{}" or an error */
  guint       deployed;
  gboolean    forgotten; /* operations are not known any more */
} Server;

static char *
answer_get (Server     *server,
            const char *target)
{
  g_autoptr (GString) body = g_string_new (NULL);

  if (strstr (target, "/operations/") != NULL)
    {
      if (server->forgotten)
        return fake_reply (404, "", "{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\"}}");
      if (server->n_waits > 0)
        {
          server->n_waits--;
          return fake_reply (200, "", "{\"name\":\"projects/1/locations/us/operations/9\"}");
        }
      g_string_printf (body, "{\"name\":\"projects/1/locations/us/operations/9\",\"done\":true,%s}", server->end);
      return fake_reply (200, "", body->str);
    }
  if (strstr (target, ":listVersions") != NULL)
    {
      g_string_append (body, "{\"models\":[");
      for (guint i = 0; i < server->n_versions; i++)
        g_string_append_printf (body, "%s{\"name\":\"" MODEL "\",\"versionId\":\"%u\"}", i > 0 ? "," : "", i + 1);
      g_string_append (body, "]}");
      return fake_reply (200, "", body->str);
    }
  g_string_append (body, "{\"name\":\"" ENDPOINT "\",\"deployedModels\":[");
  for (guint i = 0; i < server->deployed; i++)
    g_string_append_printf (body, "%s{\"id\":\"d%u\"}", i > 0 ? "," : "", i + 1);
  g_string_append (body, "]}");
  return fake_reply (200, "", body->str);
}

static char *
handle (FakeRequest *request,
        gpointer     user_data)
{
  Server *server = user_data;

  g_string_append_printf (server->log, "%s %s%.*s\n", request->method, strrchr (request->target, '/') + 1,
                          (int)request->body->len, (const char *)request->body->data);
  if (strcmp (request->method, "GET") == 0)
    return answer_get (server, request->target);
  return fake_reply (200, "", "{\"name\":\"projects/1/locations/us/operations/9\"}");
}

typedef struct
{
  Server      state;
  FakeServer *server;
  ExmGoogle  *google;
} Fixture;

static void
set_up (Fixture *fixture)
{
  static const ExmHttpPace quick = { 2, 1, 4, 200 };

  memset (fixture, 0, sizeof *fixture);
  fixture->state.log = g_string_new (NULL);
  fixture->state.end = "\"response\":{}";
  fixture->server = fake_server_new (handle, &fixture->state);
  fixture->google = exm_google_new_practice (fake_server_get_origin (fixture->server), "practice-canary", NULL);
  exm_http_set_pace (exm_google_get_http (fixture->google), &quick);
}

static void
tear_down (Fixture *fixture)
{
  g_object_unref (fixture->google);
  fake_server_free (fixture->server);
  g_string_free (fixture->state.log, TRUE);
}

static void
test_order (void)
{
  Fixture fixture;
  g_autoptr (GError) error = NULL;

  set_up (&fixture);
  fixture.state.deployed = 2;
  fixture.state.n_waits = 1;
  g_assert_true (exm_endpoint_remove (fixture.google, ENDPOINT, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fixture.state.log->str, ==,
                   "GET 3\n"
                   "POST 3:undeployModel{\"deployedModelId\":\"d1\"}\nGET 9\nGET 9\n"
                   "POST 3:undeployModel{\"deployedModelId\":\"d2\"}\nGET 9\n"
                   "DELETE 3\nGET 9\n");
  tear_down (&fixture);
}

/* Versions of others are left alone. */
static void
test_versions (void)
{
  static const struct
  {
    const char *model;
    guint       n_versions;
    const char *log;
  } cases[] = {
    { MODEL, 5, "DELETE 4\nGET 9\n" },
    { MODEL "@1", 1, "GET 4:listVersions?pageSize=100\nDELETE 4\nGET 9\n" },
    { MODEL "@2", 3, "GET 4:listVersions?pageSize=100\nDELETE 4@2:deleteVersion\nGET 9\n" },
    { MODEL "@7", 3, "GET 4:listVersions?pageSize=100\n" },
    { MODEL "@1", 0, "GET 4:listVersions?pageSize=100\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture;
      g_autoptr (GError) error = NULL;

      set_up (&fixture);
      fixture.state.n_versions = cases[i].n_versions;
      g_assert_true (exm_model_remove (fixture.google, cases[i].model, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (fixture.state.log->str, ==, cases[i].log);
      tear_down (&fixture);
    }
}

static void
test_operation_errors (void)
{
  static const struct
  {
    const char *end;
    int         code; /* -1: fine */
  } cases[] = {
    { "\"response\":{}", -1 },
    { "\"error\":{\"code\":5,\"message\":\"gone\"}", -1 }, /* not found: as good as removed */
    { "\"error\":{\"code\":9,\"message\":\"still deployed\"}", EXM_CLOUD_ERROR_PRECONDITION },
    { "\"error\":{\"code\":7,\"message\":\"no\"}", EXM_CLOUD_ERROR_DENIED },
    { "\"error\":{\"code\":8}", EXM_CLOUD_ERROR_QUOTA },
    { "\"error\":{\"code\":13}", EXM_CLOUD_ERROR_SERVER },
    { "\"error\":{\"code\":99}", EXM_CLOUD_ERROR_SERVER },
    { "\"error\":{}", EXM_CLOUD_ERROR_SERVER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture;
      g_autoptr (GError) error = NULL;

      set_up (&fixture);
      fixture.state.end = cases[i].end;
      g_assert_true (exm_model_remove (fixture.google, MODEL, NULL, &error) == (cases[i].code < 0));
      if (cases[i].code >= 0)
        g_assert_error (error, EXM_CLOUD_ERROR, cases[i].code);
      tear_down (&fixture);
    }
}

static void
test_wait (void)
{
  Fixture fixture;
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  set_up (&fixture);
  g_assert_true (exm_operation_wait (fixture.google, NULL, NULL, &error));
  g_assert_cmpuint (fixture.state.log->len, ==, 0);
  /* An address of an operation that is none goes nowhere. */
  g_assert_false (exm_operation_wait (fixture.google, "https://evil.example/x", NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (exm_operation_wait (fixture.google, "projects/1/locations/us/operations/../../x", NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_cmpuint (fixture.state.log->len, ==, 0);
  fixture.state.forgotten = TRUE;
  g_assert_true (exm_operation_wait (fixture.google, "projects/1/locations/us/operations/9", NULL, &error));
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_assert_false (exm_operation_wait (fixture.google, "projects/1/locations/us/operations/9", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/tuning-remove/order", test_order);
  g_test_add_func ("/cloud/tuning-remove/versions", test_versions);
  g_test_add_func ("/cloud/tuning-remove/operation-errors", test_operation_errors);
  g_test_add_func ("/cloud/tuning-remove/wait", test_wait);
  return g_test_run ();
}
