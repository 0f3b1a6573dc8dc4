/* exm-services.c - the APIs of a project: which are on, and turning them on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-services.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-json-gate.h"
#include "exm-json-write.h"

#include "exm-cloud-private.h"
#include "exm-projects-private.h"

#define ENABLE_SECONDS 600

G_DEFINE_BOXED_TYPE (ExmService, exm_service, exm_service_copy, exm_service_free)

ExmService *
exm_service_copy (const ExmService *self)
{
  ExmService *copy;

  if (self == NULL)
    return NULL;
  copy = g_memdup2 (self, sizeof *self);
  copy->name = g_strdup (self->name);
  copy->title = g_strdup (self->title);
  return copy;
}

void
exm_service_free (ExmService *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->title);
  g_free (self);
}

const char *const *
exm_services_get_needed (void)
{
  static const char *const needed[] = { EXM_SERVICE_PLATFORM, EXM_SERVICE_STORAGE, NULL };

  return needed;
}

/* As the console calls them; they are looked for there. */
const char *
exm_services_get_title (const char *name)
{
  static const struct
  {
    const char *name;
    const char *title;
  } titles[] = {
    { EXM_SERVICE_PLATFORM, "Vertex AI API" },
    { EXM_SERVICE_STORAGE, "Cloud Storage" },
    { EXM_HOST_PROJECTS, "Cloud Resource Manager API" },
    { EXM_HOST_BILLING, "Cloud Billing API" },
    { EXM_HOST_SERVICES, "Service Usage API" },
  };

  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (strcmp (titles[i].name, name) == 0)
      return titles[i].title;
  return name;
}

static gboolean
check (const char        *project,
       const char *const *names,
       GError           **error)
{
  gboolean good = *names != NULL;

  for (guint i = 0; good && names[i] != NULL; i++)
    good = _exm_is_segment (names[i]);
  if (!good)
    g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED,
                         _ ("The name of the API is not a valid one"));
  return good && _exm_setup_check_project (project, error);
}

/* --- get ------------------------------------------------------------------------ */

static ExmService *
find_service (GPtrArray  *services,
              const char *full_name)
{
  const char *last = full_name != NULL ? strrchr (full_name, '/') : NULL;

  for (guint i = 0; last != NULL && i < services->len; i++)
    {
      ExmService *service = g_ptr_array_index (services, i);

      if (strcmp (service->name, last + 1) == 0)
        return service;
    }
  return NULL;
}

static void
read_services (GPtrArray  *services,
               JsonObject *answer)
{
  JsonArray *items = exm_json_get_array (answer, "services");

  for (guint i = 0; i < exm_json_array_size (items); i++)
    {
      JsonObject *item = exm_json_array_object (items, i);
      ExmService *service = find_service (services, exm_json_get_string (item, "name"));
      const char *title = exm_json_get_string (exm_json_get_object (item, "config"), "title");

      if (service == NULL)
        continue;
      service->enabled = g_strcmp0 (exm_json_get_string (item, "state"), "ENABLED") == 0;
      if (title != NULL && *title != '\0')
        {
          g_free (service->title);
          service->title = g_strdup (title);
        }
    }
}

GPtrArray *
exm_services_get (ExmGoogle         *google,
                  const char        *project,
                  const char *const *names,
                  GCancellable      *cancellable,
                  GError           **error)
{
  g_autoptr (GPtrArray) services = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_service_free);
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GString) path = NULL;
  g_autofree char *url = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && project != NULL && names != NULL, NULL);

  if (!check (project, names, error))
    return NULL;
  path = g_string_new (NULL);
  g_string_printf (path, "/v1/projects/%s/services:batchGet", project);
  for (guint i = 0; names[i] != NULL; i++)
    {
      ExmService *service = g_new0 (ExmService, 1);

      g_string_append_printf (path, "%cnames=projects%%2F%s%%2Fservices%%2F%s", i == 0 ? '?' : '&', project, names[i]);
      service->name = g_strdup (names[i]);
      service->title = g_strdup (exm_services_get_title (names[i]));
      g_ptr_array_add (services, service);
    }
  url = _exm_setup_url (google, EXM_HOST_SERVICES, path->str);
  answer = _exm_google_call (google, "GET", url, EXM_HTTP_RETRY, NULL, cancellable, error);
  if (answer == NULL)
    return NULL;
  read_services (services, answer);
  return g_steal_pointer (&services);
}

static void
get_thread (GTask        *task,
            gpointer      source,
            gpointer      data,
            GCancellable *cancellable)
{
  ExmSetupArgs *args = data;
  GError       *error = NULL;
  GPtrArray    *services = exm_services_get (source, args->a, (const char *const *)args->list, cancellable, &error);

  _exm_setup_return (task, services, (GDestroyNotify)g_ptr_array_unref, error);
}

void
exm_services_get_async (ExmGoogle          *google,
                        const char         *project,
                        const char *const  *names,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr (GTask) task = _exm_setup_task (google, exm_services_get_async, project, NULL, NULL, names, 0,
                                            cancellable, callback, user_data);

  _exm_google_run (task, get_thread);
}

GPtrArray *
exm_services_get_finish (ExmGoogle    *google,
                         GAsyncResult *result,
                         GError      **error)
{
  return _exm_setup_finish (google, result, error);
}

/* --- enable --------------------------------------------------------------------- */

static char *
enable_body (const char *const *names)
{
  GString      *out = g_string_new (NULL);
  ExmJsonWriter w;

  exm_json_writer_init (&w, out, 0);
  exm_json_writer_begin_object (&w, NULL);
  exm_json_writer_begin_array (&w, "serviceIds");
  for (guint i = 0; names[i] != NULL; i++)
    exm_json_writer_string (&w, NULL, names[i]);
  exm_json_writer_end (&w);
  exm_json_writer_end (&w);
  return g_string_free (out, FALSE);
}

/* BatchEnableServicesResponse.failures: promised to be empty ("all or none"), and
 * looked at all the same. */
static gboolean
check_failures (JsonObject *response,
                GError    **error)
{
  JsonArray  *failures = exm_json_get_array (response, "failures");
  JsonObject *first = exm_json_array_size (failures) > 0 ? exm_json_array_object (failures, 0) : NULL;
  const char *name = exm_json_get_string (first, "serviceId");
  const char *message = exm_json_get_string (first, "errorMessage");

  if (first == NULL)
    return TRUE;
  g_set_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_PRECONDITION,
               /* Translators: the name of an API, and Google's reason in English */
               _ ("%s could not be turned on: %s"), exm_services_get_title (name != NULL ? name : "API"),
                  message != NULL ? message : _ ("Google gives no reason"));
  return FALSE;
}

gboolean
exm_services_enable (ExmGoogle         *google,
                     const char        *project,
                     const char *const *names,
                     GCancellable      *cancellable,
                     GError           **error)
{
  g_autoptr (JsonObject) operation = NULL;
  g_autoptr (JsonObject) response = NULL;
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;
  g_autofree char *body = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && project != NULL && names != NULL, FALSE);

  if (!check (project, names, error))
    return FALSE;
  path = g_strdup_printf ("/v1/projects/%s/services:batchEnable", project);
  url = _exm_setup_url (google, EXM_HOST_SERVICES, path);
  body = enable_body (names);
  operation = _exm_google_call (google, "POST", url, EXM_HTTP_RETRY, body, cancellable, error);
  if (operation == NULL)
    return FALSE;
  response = _exm_setup_wait (google, EXM_HOST_SERVICES, "v1", operation, ENABLE_SECONDS, cancellable, error);
  return response != NULL && check_failures (response, error);
}

static void
return_boolean (GTask   *task,
                gboolean good,
                GError  *error)
{
  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
enable_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  ExmSetupArgs *args = data;
  GError       *error = NULL;
  gboolean      good = exm_services_enable (source, args->a, (const char *const *)args->list, cancellable, &error);

  return_boolean (task, good, error);
}

void
exm_services_enable_async (ExmGoogle          *google,
                           const char         *project,
                           const char *const  *names,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = _exm_setup_task (google, exm_services_enable_async, project, NULL, NULL, names, 0,
                                            cancellable, callback, user_data);

  _exm_google_run (task, enable_thread);
}

gboolean
exm_services_enable_finish (ExmGoogle    *google,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, google), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- wait ----------------------------------------------------------------------- */

/* TRUE: the API answers, be it with a refusal. */
static gboolean
probe (ExmGoogle    *google,
       const char   *url,
       GCancellable *cancellable,
       GError      **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonObject) answer = _exm_google_call (google, "GET", url, EXM_HTTP_RETRY, NULL, cancellable, &local);

  if (answer != NULL ||
      (local->domain == EXM_CLOUD_ERROR && local->code != EXM_CLOUD_ERROR_API_DISABLED &&
       local->code != EXM_CLOUD_ERROR_AUTH && !exm_cloud_error_is_transient (local)))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
exm_services_wait (ExmGoogle    *google,
                   const char   *project,
                   const char   *location,
                   guint         seconds,
                   GCancellable *cancellable,
                   GError      **error)
{
  const gint64     end = g_get_monotonic_time () + (gint64)seconds * G_USEC_PER_SEC;
  g_autofree char *parent = NULL;
  g_autofree char *url = NULL;
  guint            wait = 0;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && project != NULL && location != NULL, FALSE);

  parent = g_strdup_printf ("projects/%s/locations/%s", project, location);
  url = exm_google_dup_resource_url (google, parent, "/tuningJobs?pageSize=1", error);
  if (url == NULL)
    return FALSE;
  for (;;)
    {
      g_autoptr (GError) local = NULL;
      gboolean goes_on;

      if (probe (google, url, cancellable, &local))
        return TRUE;
      goes_on = g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_API_DISABLED) ||
                exm_cloud_error_is_transient (local);
      if (!goes_on || g_get_monotonic_time () >= end)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      wait = _exm_setup_next_wait (google, wait);
      if (!_exm_setup_sleep (wait, cancellable, error))
        return FALSE;
    }
}

static void
wait_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  ExmSetupArgs *args = data;
  GError       *error = NULL;
  gboolean      good = exm_services_wait (source, args->a, args->b, args->number, cancellable, &error);

  return_boolean (task, good, error);
}

void
exm_services_wait_async (ExmGoogle          *google,
                         const char         *project,
                         const char         *location,
                         guint               seconds,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = _exm_setup_task (google, exm_services_wait_async, project, location, NULL, NULL, seconds,
                                            cancellable, callback, user_data);

  _exm_google_run (task, wait_thread);
}

gboolean
exm_services_wait_finish (ExmGoogle    *google,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, google), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

char *
exm_services_dup_page (const char *project,
                       const char *name)
{
  g_autofree char *p = _exm_escape (project != NULL ? project : "");
  g_autofree char *n = _exm_escape (name != NULL ? name : "");

  return g_strdup_printf ("https://console.cloud.google.com/apis/library/%s?project=%s", n, p);
}
