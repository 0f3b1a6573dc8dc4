/* exm-practice-services.c - Service Usage: which APIs are on, and turning them on
 *
 * https://cloud.google.com/service-usage/docs/reference/rest
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-setup-private.h"

#include <string.h>

#include "exm-json-gate.h"

#define PLATFORM "aiplatform.googleapis.com"
#define ENABLE_MS 3000
#define SPREAD_MS 8000

/* When @service of a project that was created is on (0: never), and when it has
 * arrived everywhere. A project has Cloud Storage and the APIs for its own
 * administration from the start
 * (https://cloud.google.com/service-usage/docs/enabled-service#default). */
static void
get_times (ExmPracticeState *state, const char *service, gint64 *on, gint64 *there)
{
  JsonObject *own = _exm_practice_own_project (state);
  JsonObject *times = exm_json_get_object (own, "services");
  JsonObject *entry = exm_json_get_object (times, service);

  *on = *there = own == NULL || !g_str_equal (service, PLATFORM) ? 1 : 0;
  exm_json_get_int64 (entry, "on", on);
  exm_json_get_int64 (entry, "there", there);
  if (own == NULL && g_str_equal (service, PLATFORM))
    {
      *on = MAX (*on, state->api_on);
      *there = MAX (*there, state->api_there);
    }
}

gboolean
_exm_practice_service_is_on (ExmPracticeState *state, const char *service)
{
  gint64 on;
  gint64 there;

  if (g_str_equal (service, PLATFORM) && _exm_practice_state_has_obstacle (state, EXM_PRACTICE_OBSTACLE_API))
    return FALSE;
  get_times (state, service, &on, &there);
  return on != 0 && g_get_real_time () >= on;
}

gboolean
_exm_practice_service_is_there (ExmPracticeState *state, const char *service)
{
  gint64 on;
  gint64 there;

  get_times (state, service, &on, &there);
  return _exm_practice_service_is_on (state, service) && g_get_real_time () >= there;
}

static const char *
title_of (const char *service)
{
  static const char *const titles[][2] = {
    { PLATFORM, "Vertex AI API" },
    { "storage.googleapis.com", "Cloud Storage API" },
    { "cloudresourcemanager.googleapis.com", "Cloud Resource Manager API" },
    { "cloudbilling.googleapis.com", "Cloud Billing API" },
    { "serviceusage.googleapis.com", "Service Usage API" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (service, titles[i][0]))
      return titles[i][1];
  return NULL;
}

static JsonObject *
service_resource (ExmPracticeState *state, const char *service)
{
  JsonObject      *resource = json_object_new ();
  JsonObject      *config = json_object_new ();
  g_autofree char *name = g_strconcat ("projects/" EXM_PRACTICE_NUMBER "/services/", service, NULL);

  _exm_set (resource, "name", name);
  _exm_set (resource, "parent", "projects/" EXM_PRACTICE_NUMBER);
  _exm_set (config, "name", service);
  _exm_set (config, "title", title_of (service));
  json_object_set_object_member (resource, "config", config);
  _exm_set (resource, "state", _exm_practice_service_is_on (state, service) ? "ENABLED" : "DISABLED");
  return resource;
}

/* The usual project is as quick as it ever was; one that was created, and one on
 * which the delay is wanted, takes its time. */
static guint
set_on (ExmPracticeState *state, const char *service)
{
  JsonObject    *own = _exm_practice_own_project (state);
  const gboolean spreads = _exm_practice_state_has_obstacle (state, EXM_PRACTICE_OBSTACLE_SPREAD);
  const gint64   now = g_get_real_time ();
  const guint    ms = own != NULL || spreads ? ENABLE_MS : 0;
  const gint64   on = now + (gint64)_exm_practice_scaled_ms (state, ms) * 1000;
  const gint64   there = ms == 0 ? on : on + (gint64)_exm_practice_scaled_ms (state, SPREAD_MS) * 1000;

  if (own != NULL && !_exm_practice_service_is_on (state, service))
    {
      g_autoptr (JsonObject) held = json_object_ref (own);
      JsonObject *times = exm_json_get_object (held, "services");
      JsonObject *entry = json_object_new ();

      if (times == NULL)
        {
          times = json_object_new ();
          json_object_set_object_member (held, "services", times);
        }
      _exm_set_int (entry, "on", on);
      _exm_set_int (entry, "there", there);
      json_object_set_object_member (times, service, entry);
      _exm_practice_put_project (state, held);
    }
  if (own == NULL && g_str_equal (service, PLATFORM))
    {
      state->api_on = on;
      state->api_there = there;
    }
  if (g_str_equal (service, PLATFORM))
    _exm_practice_state_clear_obstacle (state, EXM_PRACTICE_OBSTACLE_API);
  return ms;
}

static gboolean
is_service (const char *name)
{
  return name != NULL && g_str_has_suffix (name, ".googleapis.com") && strchr (name, '/') == NULL;
}

/* @names: to be turned on, all of them known to be services. */
static void
enable (ExmPracticeCall *call, GPtrArray *names, gboolean batch)
{
  JsonObject *response = json_object_new ();
  JsonArray  *services = json_array_new ();
  guint       ms = 0;

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      JsonObject *service;

      if (!_exm_practice_service_is_on (call->state, name))
        ms = MAX (ms, set_on (call->state, name));
      service = service_resource (call->state, name);
      _exm_set (service, "state", "ENABLED");
      json_array_add_object_element (services, service);
    }
  _exm_set (response, "@type",
            batch ? "type.googleapis.com/google.api.serviceusage.v1.BatchEnableServicesResponse"
                  : "type.googleapis.com/google.api.serviceusage.v1.EnableServiceResponse");
  if (batch)
    {
      json_object_set_array_member (response, "services", services);
    }
  else
    {
      json_object_set_object_member (response, "service", json_object_ref (json_array_get_object_element (services, 0)));
      json_array_unref (services);
    }
  _exm_practice_begin (call, "acf", ms, response, NULL);
}

static gboolean
check_enable (ExmPracticeCall *call, GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    if (!is_service (g_ptr_array_index (names, i)))
      {
        _exm_practice_error (call, 404, "Service '%s' not found or permission denied.",
                             (const char *)g_ptr_array_index (names, i));
        return FALSE;
      }
  if (names->len == 0 || names->len > 20)
    {
      _exm_practice_error_field (call, "service_ids", "from 1 to 20 services can be enabled at once");
      return FALSE;
    }
  if (!_exm_practice_check_permission (call, "serviceusage.services.enable", "serviceusage.googleapis.com"))
    return FALSE;
  if (!_exm_practice_billing_is_on (call->state) && _exm_practice_own_project (call->state) != NULL)
    {
      _exm_practice_error_status (call, 400, "FAILED_PRECONDITION",
                                  "Billing account for project '" EXM_PRACTICE_NUMBER
                                  "' is not found. Billing must be enabled for activation of service(s) '" PLATFORM
                                  "' to proceed.");
      return FALSE;
    }
  return TRUE;
}

static void
batch_enable (ExmPracticeCall *call)
{
  JsonObject *body = _exm_practice_call_json (call);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  JsonArray *ids;

  if (body == NULL)
    return;
  ids = exm_json_get_array (body, "serviceIds");
  for (guint i = 0; i < exm_json_array_size (ids); i++)
    {
      const char *name = exm_json_array_string (ids, i);

      g_ptr_array_add (names, (gpointer)(name != NULL ? name : ""));
    }
  if (check_enable (call, names))
    enable (call, names, TRUE);
}

static void
enable_one (ExmPracticeCall *call)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  g_ptr_array_add (names, call->path[4]);
  if (check_enable (call, names))
    enable (call, names, FALSE);
}

static void
batch_get (ExmPracticeCall *call)
{
  JsonObject *answer = json_object_new ();
  JsonArray  *services = json_array_new ();

  json_object_set_array_member (answer, "services", services);
  for (guint i = 0; i + 1 < call->query->len; i += 2)
    {
      g_auto (GStrv) parts = NULL;

      if (!g_str_equal (g_ptr_array_index (call->query, i), "names"))
        continue;
      parts = g_strsplit (g_ptr_array_index (call->query, i + 1), "/", -1);
      if (g_strv_length (parts) != 4 || !g_str_equal (parts[0], "projects") || !g_str_equal (parts[2], "services") ||
          !_exm_practice_is_project (call->state, parts[1]) || !is_service (parts[3]))
        {
          _exm_practice_error_field (call, "names", "names must be of the form projects/123/services/serviceusage.googleapis.com");
          json_object_unref (answer);
          return;
        }
      json_array_add_object_element (services, service_resource (call->state, parts[3]));
    }
  _exm_practice_reply (call, 200, answer);
}

static void
list_enabled (ExmPracticeCall *call)
{
  static const char *const known[] = { PLATFORM, "cloudbilling.googleapis.com", "cloudresourcemanager.googleapis.com",
                                       "serviceusage.googleapis.com", "storage.googleapis.com" };
  const char              *filter = _exm_practice_call_query (call, "filter");
  const gboolean           disabled = filter != NULL && strstr (filter, "DISABLED") != NULL;
  JsonObject              *answer = json_object_new ();
  JsonArray               *services = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (filter == NULL || _exm_practice_service_is_on (call->state, known[i]) != disabled)
      json_array_add_object_element (services, service_resource (call->state, known[i]));
  json_object_set_array_member (answer, "services", services);
  _exm_practice_reply (call, 200, answer);
}

/* /v1/projects/P/services…, with :batchGet, :batchEnable, and /S with :enable */
void
_exm_practice_serve_services (ExmPracticeCall *call)
{
  const gboolean post = _exm_practice_call_is (call, "POST");

  if (call->n_path == 4 && g_strcmp0 (call->verb, "batchEnable") == 0 && post)
    batch_enable (call);
  else if (call->n_path == 4 && g_strcmp0 (call->verb, "batchGet") == 0)
    batch_get (call);
  else if (call->n_path == 4 && call->verb == NULL)
    list_enabled (call);
  else if (call->n_path == 5 && g_strcmp0 (call->verb, "enable") == 0 && post)
    enable_one (call);
  else if (call->n_path == 5 && call->verb == NULL && is_service (call->path[4]))
    _exm_practice_reply (call, 200, service_resource (call->state, call->path[4]));
  else
    _exm_practice_error (call, 404, "Not Found");
}
