/* exm-practice-faults.c - what goes wrong on request, and the call that asks for it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <string.h>

#include "exm-json-gate.h"

static const char *const kind_names[] = { "status", "delay", "cut-before", "cut-after", "cut-at", "partial", "checksum" };
static const char *const obstacle_names[] = { "billing", "api", "buckets", "quota", "nothing",
                                              "project", "creation", "roles", "billing-closed", "spread" };

G_STATIC_ASSERT (G_N_ELEMENTS (kind_names) == EXM_PRACTICE_FAULT_CHECKSUM + 1);
G_STATIC_ASSERT (1 << (G_N_ELEMENTS (obstacle_names) - 1) == EXM_PRACTICE_OBSTACLE_SPREAD);

void
_exm_practice_fault_entry_free (ExmPracticeFaultEntry *entry)
{
  g_free ((char *)entry->fault.method);
  g_free ((char *)entry->fault.path);
  g_free (entry);
}

void
_exm_practice_state_add_fault (ExmPracticeState *self, const ExmPracticeFault *fault)
{
  ExmPracticeFaultEntry *entry = g_new0 (ExmPracticeFaultEntry, 1);

  entry->fault = *fault;
  entry->fault.method = g_strdup (fault->method);
  entry->fault.path = g_strdup (fault->path);
  entry->fault.times = MAX (fault->times, 1);
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->faults, entry);
  g_mutex_unlock (&self->lock);
}

void
_exm_practice_state_clear_faults (ExmPracticeState *self)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_set_size (self->faults, 0);
  g_mutex_unlock (&self->lock);
}

gboolean
_exm_practice_state_take_fault (ExmPracticeState *self,
                                const char       *method,
                                const char       *target,
                                ExmPracticeFault *fault)
{
  gboolean found = FALSE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->faults->len && !found; i++)
    {
      ExmPracticeFaultEntry *entry = g_ptr_array_index (self->faults, i);

      if ((entry->fault.method != NULL && strcmp (entry->fault.method, method) != 0) || (entry->fault.path != NULL && strstr (target, entry->fault.path) == NULL) || entry->seen >= entry->fault.skip + entry->fault.times)
        continue;
      if (entry->seen++ < entry->fault.skip)
        continue;
      *fault = entry->fault;
      found = TRUE;
    }
  g_mutex_unlock (&self->lock);
  return found;
}

static int
find_name (const char *const *names, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (names[i], name) == 0)
      return (int)i;
  return -1;
}

static guint64
number (JsonObject *object, const char *name)
{
  gint64 value = 0;

  exm_json_get_int64 (object, name, &value);
  return value > 0 ? (guint64)value : 0;
}

static gboolean
set_faults (ExmPracticeCall *call, JsonArray *array)
{
  _exm_practice_state_clear_faults (call->state);
  for (guint i = 0; i < exm_json_array_size (array); i++)
    {
      JsonObject            *item = exm_json_array_object (array, i);
      const int              kind = find_name (kind_names, G_N_ELEMENTS (kind_names),
                                               exm_json_get_string (item, "kind"));
      const ExmPracticeFault fault = {
        .kind = (ExmPracticeFaultKind)MAX (kind, 0),
        .method = exm_json_get_string (item, "method"),
        .path = exm_json_get_string (item, "path"),
        .skip = (guint)number (item, "skip"),
        .times = (guint)number (item, "times"),
        .status = (guint)number (item, "status"),
        .retry_after = (guint)number (item, "retry_after"),
        .delay_ms = (guint)number (item, "delay_ms"),
        .bytes = number (item, "bytes"),
      };

      if (kind < 0)
        {
          _exm_practice_error (call, 400, "Unknown kind of fault.");
          return FALSE;
        }
      _exm_practice_state_add_fault (call->state, &fault);
    }
  return TRUE;
}

static gboolean
set_obstacles (ExmPracticeCall *call, JsonArray *array)
{
  guint obstacles = 0;

  for (guint i = 0; i < exm_json_array_size (array); i++)
    {
      const int at = find_name (obstacle_names, G_N_ELEMENTS (obstacle_names),
                                exm_json_array_string (array, i));

      if (at < 0)
        {
          _exm_practice_error (call, 400, "Unknown obstacle.");
          return FALSE;
        }
      obstacles |= 1u << at;
    }
  g_mutex_lock (&call->state->lock);
  call->state->obstacles = obstacles;
  g_mutex_unlock (&call->state->lock);
  return TRUE;
}

static void
tell (ExmPracticeCall *call)
{
  ExmPracticeState *state = call->state;
  JsonObject       *answer = json_object_new ();
  JsonArray        *obstacles = json_array_new ();
  JsonArray        *faults = json_array_new ();

  g_mutex_lock (&state->lock);
  for (guint i = 0; i < G_N_ELEMENTS (obstacle_names); i++)
    if ((state->obstacles & (1u << i)) != 0)
      json_array_add_string_element (obstacles, obstacle_names[i]);
  for (guint i = 0; i < state->faults->len; i++)
    {
      const ExmPracticeFaultEntry *entry = g_ptr_array_index (state->faults, i);
      JsonObject                  *item = json_object_new ();

      _exm_set (item, "kind", kind_names[entry->fault.kind]);
      _exm_set (item, "method", entry->fault.method);
      _exm_set (item, "path", entry->fault.path);
      json_object_set_int_member (item, "skip", entry->fault.skip);
      json_object_set_int_member (item, "times", entry->fault.times);
      json_object_set_int_member (item, "seen", entry->seen);
      json_array_add_object_element (faults, item);
    }
  json_object_set_double_member (answer, "speed", state->speed);
  json_object_set_boolean_member (answer, "require_token", state->require_token);
  g_mutex_unlock (&state->lock);
  json_object_set_array_member (answer, "obstacles", obstacles);
  json_object_set_array_member (answer, "faults", faults);
  _exm_practice_reply (call, 200, answer);
}

void
_exm_practice_serve_faults (ExmPracticeCall *call)
{
  ExmPracticeState *state = call->state;
  JsonObject       *body;
  JsonArray        *array;
  double            speed;
  gboolean          require;

  if (_exm_practice_call_is (call, "GET"))
    {
      tell (call);
      return;
    }
  body = _exm_practice_call_json (call);
  if (body == NULL)
    return;
  if ((array = exm_json_get_array (body, "obstacles")) != NULL && !set_obstacles (call, array))
    return;
  if ((array = exm_json_get_array (body, "faults")) != NULL && !set_faults (call, array))
    return;
  g_mutex_lock (&state->lock);
  if (exm_json_get_double (body, "speed", &speed))
    state->speed = CLAMP (speed, 0.1, 10000);
  if (exm_json_get_bool (body, "require_token", &require))
    state->require_token = require;
  g_mutex_unlock (&state->lock);
  tell (call);
}
