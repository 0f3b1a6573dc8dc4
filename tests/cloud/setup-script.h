/* setup-script.h - a server that expects requests one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <string.h>

#include "exm-google.h"
#include "exm-json-gate.h"
#include "fake-server.h"
#include "schema.h"

#define TOKEN "practice-canary"

/* One request that has to come, and the answer to it. */
typedef struct
{
  const char *method;
  const char *target;
  guint       status; /* 0: the connection breaks */
  const char *reply;
  const char *schema; /* "FILE:NAME" of the body; NULL: no body */
} Step;

typedef struct
{
  FakeServer *server;
  ExmGoogle  *google;
  const Step *steps;
  guint       n_steps;
  guint       at;
  GPtrArray  *bodies; /* JSON texts, in order */
} Script;

static inline char *
script_handle (FakeRequest *request,
               gpointer     user_data)
{
  Script     *script = user_data;
  const Step *step = &script->steps[script->at];

  if (script->at >= script->n_steps)
    g_error ("unexpected: %s %s", request->method, request->target);
  g_assert_cmpstr (request->method, ==, step->method);
  g_assert_cmpstr (request->target, ==, step->target);
  g_assert_cmpstr (g_hash_table_lookup (request->headers, "authorization"), ==, "Bearer " TOKEN);
  g_assert_cmpint (request->body->len > 0, ==, step->schema != NULL);
  if (step->schema != NULL)
    {
      g_assert_cmpstr (g_hash_table_lookup (request->headers, "content-type"), ==, "application/json");
      g_ptr_array_add (script->bodies, g_strndup ((const char *)request->body->data, request->body->len));
    }
  script->at++;
  return step->status != 0 ? fake_reply (step->status, "Content-Type: application/json\r\n", step->reply) : NULL;
}

static inline void
script_start (Script     *script,
              const Step *steps,
              guint       n_steps)
{
  static const ExmHttpPace quick = { 3, 1, 4, 500 };
  g_autoptr (GError) error = NULL;

  script->steps = steps;
  script->n_steps = n_steps;
  script->at = 0;
  script->bodies = g_ptr_array_new_with_free_func (g_free);
  script->server = fake_server_new (script_handle, script);
  script->google = exm_google_new_practice (fake_server_get_origin (script->server), TOKEN, &error);
  g_assert_no_error (error);
  exm_http_set_pace (exm_google_get_http (script->google), &quick);
}

/* Every step was taken, and every body is what Google describes. */
static inline void
script_end (Script *script)
{
  const char *shared = g_getenv ("EXM_TEST_SHARED");
  guint       body = 0;

  g_assert_cmpuint (script->at, ==, script->n_steps);
  for (guint i = 0; i < script->n_steps; i++)
    {
      g_auto (GStrv) parts = script->steps[i].schema != NULL ? g_strsplit (script->steps[i].schema, ":", 2) : NULL;
      g_autofree char *path = NULL;

      if (parts == NULL)
        continue;
      path = shared != NULL ? g_build_filename (shared, "reference", "discovery", parts[0], NULL) : NULL;
      if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
        schema_assert (parts[0], parts[1], g_ptr_array_index (script->bodies, body));
      body++;
    }
  g_assert_cmpuint (body, ==, script->bodies->len);
  g_assert_finalize_object (script->google);
  fake_server_free (script->server);
  g_ptr_array_unref (script->bodies);
}

#define SCRIPT_START(script, steps) script_start (script, steps, G_N_ELEMENTS (steps))
