/* exm-tuning-remove.c - taking away what tuning has left at Google
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-tuning-remove.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-cloud-private.h"
#include "exm-json-gate.h"
#include "exm-json-write.h"

#define FIRST_WAIT_MS 1000
#define MAX_WAIT_MS 15000
#define PRACTICE_FIRST_WAIT_MS 50
#define PRACTICE_MAX_WAIT_MS 1000
#define MAX_FAILURES 10
#define PAGE_SIZE 100

/* --- operations ---------------------------------------------------------------------- */

static gboolean
wait_ms (gint64        ms,
         GCancellable *cancellable,
         GError      **error)
{
  gint64  until = g_get_monotonic_time () + ms * 1000;
  GPollFD poll_fd;

  if (!g_cancellable_make_pollfd (cancellable, &poll_fd))
    {
      g_usleep ((gulong)ms * 1000);
      return TRUE;
    }
  while (ms > 0 && !g_cancellable_is_cancelled (cancellable))
    {
      g_poll (&poll_fd, 1, (int)ms);
      ms = (until - g_get_monotonic_time ()) / 1000;
    }
  g_cancellable_release_fd (cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* An operation tells google.rpc.Code numbers, a reply their names
 * (https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto). */
static GError *
operation_error (JsonObject *fault)
{
  static const struct
  {
    const char *status;
    guint       http;
  } codes[] = {
    { "OK", 200 },
    { "CANCELLED", 499 },
    { "UNKNOWN", 500 },
    { "INVALID_ARGUMENT", 400 },
    { "DEADLINE_EXCEEDED", 504 },
    { "NOT_FOUND", 404 },
    { "ALREADY_EXISTS", 409 },
    { "PERMISSION_DENIED", 403 },
    { "RESOURCE_EXHAUSTED", 429 },
    { "FAILED_PRECONDITION", 400 },
    { "ABORTED", 409 },
    { "OUT_OF_RANGE", 400 },
    { "UNIMPLEMENTED", 501 },
    { "INTERNAL", 500 },
    { "UNAVAILABLE", 503 },
    { "DATA_LOSS", 500 },
    { "UNAUTHENTICATED", 401 },
  };
  gint64            code = 2;
  const char       *message = exm_json_get_string (fault, "message");
  ExmGoogleProblem *problem;

  exm_json_get_int64 (fault, "code", &code);
  if (code < 1 || code >= (gint64)G_N_ELEMENTS (codes))
    code = 2;
  problem = exm_google_problem_parse (codes[code].http, NULL);
  problem->status = g_strdup (codes[code].status);
  problem->message = message != NULL ? exm_cloud_redact (message) : NULL;
  return exm_google_problem_to_error (problem);
}

/* %TRUE: it is over, with @error or without. */
static gboolean
is_over (JsonObject *operation,
         GError    **error)
{
  JsonObject *fault = exm_json_get_object (operation, "error");
  gboolean    done = FALSE;

  exm_json_get_bool (operation, "done", &done);
  if (fault != NULL)
    g_propagate_error (error, operation_error (fault));
  return done || fault != NULL;
}

gboolean
exm_operation_wait (ExmGoogle    *google,
                    const char   *operation,
                    GCancellable *cancellable,
                    GError      **error)
{
  gboolean         practice;
  gint64           wait;
  guint            n_failures = 0;
  g_autofree char *url = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google), FALSE);

  if (operation == NULL)
    return TRUE;
  practice = exm_google_get_kind (google) == EXM_ACCOUNT_PRACTICE;
  wait = practice ? PRACTICE_FIRST_WAIT_MS : FIRST_WAIT_MS;
  url = exm_google_dup_resource_url (google, operation, NULL, error);
  if (url == NULL)
    return FALSE;
  for (;;)
    {
      g_autoptr (JsonObject) answer = NULL;
      g_autoptr (GError) local = NULL;

      if (!wait_ms (wait, cancellable, error))
        return FALSE;
      answer = _exm_google_call (google, "GET", url, EXM_HTTP_RETRY, NULL, cancellable, &local);
      if (answer != NULL && is_over (answer, &local))
        {
          if (local == NULL)
            return TRUE;
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      /* Forgotten, so long over: what it did is seen by looking. */
      if (g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND))
        return TRUE;
      n_failures = answer != NULL ? 0 : n_failures + 1;
      if (answer == NULL && (!exm_cloud_error_is_transient (local) || n_failures > MAX_FAILURES))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      wait = MIN (wait + wait / 2, practice ? PRACTICE_MAX_WAIT_MS : MAX_WAIT_MS);
    }
}

/* Sends what answers with an operation and waits for that. Gone is fine. */
static gboolean
carry_out (ExmGoogle    *google,
           const char   *method,
           const char   *resource,
           const char   *suffix,
           const char   *body,
           GCancellable *cancellable,
           GError      **error)
{
  g_autofree char *url = exm_google_dup_resource_url (google, resource, suffix, error);
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) local = NULL;

  if (url == NULL)
    return FALSE;
  answer = _exm_google_call (google, method, url, EXM_HTTP_RETRY, body, cancellable, &local);
  if (answer != NULL && is_over (answer, &local) && local == NULL)
    return TRUE;
  if (answer != NULL && local == NULL)
    exm_operation_wait (google, exm_json_get_string (answer, "name"), cancellable, &local);
  if (local == NULL || g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The resource as it is; %NULL without @error: there is none (any more). */
static JsonObject *
look (ExmGoogle    *google,
      const char   *resource,
      const char   *suffix,
      GCancellable *cancellable,
      GError      **error)
{
  g_autofree char *url = exm_google_dup_resource_url (google, resource, suffix, error);
  g_autoptr (GError) local = NULL;
  JsonObject *answer = NULL;

  if (url == NULL)
    return NULL;
  answer = _exm_google_call (google, "GET", url, EXM_HTTP_RETRY, NULL, cancellable, &local);
  if (answer == NULL && !g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&local));
  return answer;
}

gboolean
exm_resource_exists (ExmGoogle    *google,
                     const char   *resource,
                     gboolean     *exists,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonObject) found = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && resource != NULL && exists != NULL, FALSE);

  found = look (google, resource, NULL, cancellable, &local);
  *exists = found != NULL;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- endpoints ------------------------------------------------------------------------ */

static gboolean
undeploy (ExmGoogle    *google,
          const char   *endpoint,
          const char   *deployed_id,
          GCancellable *cancellable,
          GError      **error)
{
  GString         *json = g_string_new (NULL);
  g_autofree char *body = NULL;
  ExmJsonWriter    writer;

  exm_json_writer_init (&writer, json, 0);
  exm_json_writer_begin_object (&writer, NULL);
  exm_json_writer_string (&writer, "deployedModelId", deployed_id);
  exm_json_writer_end (&writer);
  body = g_string_free (json, FALSE);
  return carry_out (google, "POST", endpoint, ":undeployModel", body, cancellable, error);
}

gboolean
exm_endpoint_remove (ExmGoogle    *google,
                     const char   *endpoint,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_autoptr (JsonObject) found = NULL;
  g_autoptr (GError) local = NULL;
  JsonArray *deployed;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && endpoint != NULL, FALSE);

  found = look (google, endpoint, NULL, cancellable, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (found == NULL)
    return TRUE;
  deployed = exm_json_get_array (found, "deployedModels");
  for (guint i = 0; i < exm_json_array_size (deployed); i++)
    {
      const char *id = exm_json_get_string (exm_json_array_object (deployed, i), "id");

      if (id != NULL && !undeploy (google, endpoint, id, cancellable, error))
        return FALSE;
    }
  return carry_out (google, "DELETE", endpoint, NULL, NULL, cancellable, error);
}

/* --- models --------------------------------------------------------------------------- */

/* How many versions the model has; 0: it has gone; -1 with @error. */
static int
count_versions (ExmGoogle    *google,
                const char   *bare,
                const char   *version,
                gboolean     *has_version,
                GCancellable *cancellable,
                GError      **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) local = NULL;
  JsonArray *models;

  answer = look (google, bare, ":listVersions?pageSize=100", cancellable, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return -1;
    }
  *has_version = FALSE;
  models = exm_json_get_array (answer, "models");
  for (guint i = 0; i < exm_json_array_size (models); i++)
    {
      const char *id = exm_json_get_string (exm_json_array_object (models, i), "versionId");

      *has_version = *has_version || g_strcmp0 (id, version) == 0;
    }
  return (int)exm_json_array_size (models);
}

gboolean
exm_model_remove (ExmGoogle    *google,
                  const char   *model,
                  GCancellable *cancellable,
                  GError      **error)
{
  const char      *last;
  const char      *at;
  g_autofree char *bare = NULL;
  gboolean         has_version = TRUE;
  int              n;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && model != NULL, FALSE);

  last = strrchr (model, '/');
  at = last != NULL ? strchr (last, '@') : NULL;
  if (at == NULL)
    return carry_out (google, "DELETE", model, NULL, NULL, cancellable, error);
  bare = g_strndup (model, (gsize)(at - model));
  n = count_versions (google, bare, at + 1, &has_version, cancellable, error);
  if (n < 0)
    return FALSE;
  if (n == 0 || !has_version)
    return TRUE;
  if (n == 1)
    return carry_out (google, "DELETE", bare, NULL, NULL, cancellable, error);
  return carry_out (google, "DELETE", model, ":deleteVersion", NULL, cancellable, error);
}

/* --- bucket --------------------------------------------------------------------------- */

gboolean
exm_bucket_remove (ExmGoogle    *google,
                   const char   *bucket,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && bucket != NULL && *bucket != '\0', FALSE);

  name = _exm_escape (bucket);
  path = g_strconcat ("/storage/v1/b/", name, NULL);
  url = exm_google_dup_storage_url (google, path);
  answer = _exm_google_call (google, "DELETE", url, EXM_HTTP_RETRY, NULL, cancellable, &local);
  if (answer != NULL || g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND))
    return TRUE;
  if (g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_CONFLICT))
    _exm_cloud_error_turn (&local, EXM_CLOUD_ERROR_CONFLICT, _ ("Other files lie in the bucket, so it stays"));
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- by label ------------------------------------------------------------------------- */

typedef struct
{
  const char *key;
  const char *value;
  GPtrArray  *names;
} Wanted;

static gboolean
add_name (JsonObject *item,
          gpointer    user_data)
{
  Wanted     *wanted = user_data;
  const char *name = exm_json_get_string (item, "name");
  const char *value = exm_json_get_string (exm_json_get_object (item, "labels"), wanted->key);

  if (name != NULL && g_strcmp0 (value, wanted->value) == 0)
    g_ptr_array_add (wanted->names, g_strdup (name));
  return TRUE;
}

static GPtrArray *
find_by_label (ExmGoogle    *google,
               const char   *project,
               const char   *location,
               const char   *collection,
               const char   *key,
               const char   *value,
               GCancellable *cancellable,
               GError      **error)
{
  g_autofree char *parent = g_strdup_printf ("projects/%s/locations/%s", project, location);
  g_autofree char *suffix = g_strdup_printf ("/%s?pageSize=%d", collection, PAGE_SIZE);
  g_autofree char *url = exm_google_dup_resource_url (google, parent, suffix, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  Wanted wanted = { key, value, names };

  if (url == NULL || !_exm_google_each (google, url, collection, add_name, &wanted, cancellable, error))
    return NULL;
  return g_steal_pointer (&names);
}

GPtrArray *
exm_endpoints_find_by_label (ExmGoogle    *google,
                             const char   *project,
                             const char   *location,
                             const char   *key,
                             const char   *value,
                             GCancellable *cancellable,
                             GError      **error)
{
  return find_by_label (google, project, location, "endpoints", key, value, cancellable, error);
}

GPtrArray *
exm_models_find_by_label (ExmGoogle    *google,
                          const char   *project,
                          const char   *location,
                          const char   *key,
                          const char   *value,
                          GCancellable *cancellable,
                          GError      **error)
{
  return find_by_label (google, project, location, "models", key, value, cancellable, error);
}
