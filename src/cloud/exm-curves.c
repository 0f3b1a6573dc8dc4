/* exm-curves.c - loss and accuracy curves of a tuning job
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-curves.h"

#include <math.h>

#include "exm-cloud-private.h"
#include "exm-json-gate.h"

/* context → TensorBoard → runs → time series → values: a chain in which each link
 * may be missing; see the header. */

/* What Google gives of one series at most (timeSeries.read). */
#define MAX_POINTS 1000

G_DEFINE_BOXED_TYPE (ExmCurve, exm_curve, exm_curve_copy, exm_curve_free)

ExmCurve *
exm_curve_copy (const ExmCurve *self)
{
  ExmCurve *copy = g_new (ExmCurve, 1);

  copy->name = g_strdup (self->name);
  copy->points = g_array_copy (self->points);
  return copy;
}

void
exm_curve_free (ExmCurve *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_array_unref (self->points);
  g_free (self);
}

static int
compare_points (gconstpointer a,
                gconstpointer b)
{
  const ExmCurvePoint *first = a;
  const ExmCurvePoint *second = b;

  return first->step < second->step ? -1 : first->step > second->step;
}

/* Answers come in any order, and a step may stand twice: the later one counts. */
static void
tidy_points (GArray *points)
{
  guint kept = 0;

  g_array_sort (points, compare_points);
  for (guint i = 0; i < points->len; i++)
    {
      ExmCurvePoint point = g_array_index (points, ExmCurvePoint, i);

      if (kept > 0 && g_array_index (points, ExmCurvePoint, kept - 1).step == point.step)
        kept--;
      g_array_index (points, ExmCurvePoint, kept++) = point;
    }
  g_array_set_size (points, kept);
}

static void
read_values (GArray    *points,
             JsonArray *values)
{
  for (guint i = 0; i < exm_json_array_size (values); i++)
    {
      JsonObject   *item = exm_json_array_object (values, i);
      JsonObject   *scalar = exm_json_get_object (item, "scalar");
      ExmCurvePoint point = { 0, 0, _exm_parse_time (exm_json_get_string (item, "wallTime")) };

      /* A value of 0 is left out of proto3 JSON. */
      exm_json_get_double (scalar, "value", &point.value);
      if (scalar == NULL || !isfinite (point.value))
        continue;
      exm_json_get_int64 (item, "step", &point.step);
      g_array_append_val (points, point);
    }
}

typedef struct
{
  GPtrArray *names; /* resource names */
  GPtrArray *titles;
} Series;

static gboolean
add_name (JsonObject *item,
          gpointer    user_data)
{
  const char *name = exm_json_get_string (item, "name");

  if (name != NULL)
    g_ptr_array_add (user_data, g_strdup (name));
  return TRUE;
}

static gboolean
add_series (JsonObject *item,
            gpointer    user_data)
{
  Series     *series = user_data;
  const char *name = exm_json_get_string (item, "name");
  const char *title = exm_json_get_string (item, "displayName");
  const char *type = exm_json_get_string (item, "valueType");

  if (name != NULL && title != NULL && (type == NULL || g_str_equal (type, "SCALAR")))
    {
      g_ptr_array_add (series->names, g_strdup (name));
      g_ptr_array_add (series->titles, g_strdup (title));
    }
  return TRUE;
}

/* Missing is no error here. */
static gboolean
is_absent (const GError *error)
{
  return g_error_matches (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_NOT_FOUND);
}

static JsonObject *
get (ExmGoogle    *google,
     const char   *resource,
     const char   *suffix,
     GCancellable *cancellable,
     GError      **error)
{
  g_autofree char *url = exm_google_dup_resource_url (google, resource, suffix, error);

  return url != NULL ? _exm_google_call (google, "GET", url, EXM_HTTP_RETRY, NULL, cancellable, error) : NULL;
}

static gboolean
each (ExmGoogle        *google,
      const char       *resource,
      const char       *suffix,
      const char       *member,
      ExmGoogleItemFunc func,
      gpointer          user_data,
      GCancellable     *cancellable,
      GError          **error)
{
  g_autofree char *url = exm_google_dup_resource_url (google, resource, suffix, error);

  return url != NULL && _exm_google_each (google, url, member, func, user_data, cancellable, error);
}

static ExmCurve *
find_curve (GPtrArray  *curves,
            const char *name)
{
  ExmCurve *curve;

  for (guint i = 0; i < curves->len; i++)
    {
      curve = g_ptr_array_index (curves, i);
      if (g_str_equal (curve->name, name))
        return curve;
    }
  curve = g_new (ExmCurve, 1);
  curve->name = g_strdup (name);
  curve->points = g_array_new (FALSE, FALSE, sizeof (ExmCurvePoint));
  g_ptr_array_add (curves, curve);
  return curve;
}

static gboolean
read_run (ExmGoogle    *google,
          const char   *run,
          GPtrArray    *curves,
          GCancellable *cancellable,
          GError      **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  Series series = { names, titles };

  if (!each (google, run, "/timeSeries?pageSize=100", "tensorboardTimeSeries", add_series, &series,
             cancellable, error))
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *suffix = g_strdup_printf (":read?maxDataPoints=%d", MAX_POINTS);
      g_autoptr (JsonObject) answer = get (google, g_ptr_array_index (names, i), suffix, cancellable, error);

      if (answer == NULL)
        return FALSE;
      read_values (find_curve (curves, g_ptr_array_index (titles, i))->points,
                   exm_json_get_array (exm_json_get_object (answer, "timeSeriesData"), "values"));
    }
  return TRUE;
}

static int
compare_curves (gconstpointer a,
                gconstpointer b)
{
  return strcmp ((*(ExmCurve *const *)a)->name, (*(ExmCurve *const *)b)->name);
}

static gboolean
read_all (ExmGoogle    *google,
          const char   *experiment,
          GPtrArray    *curves,
          GCancellable *cancellable,
          GError      **error)
{
  g_autoptr (JsonObject) context = get (google, experiment, NULL, cancellable, error);
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *suffix = NULL;
  const char      *board;

  if (context == NULL)
    return FALSE;
  board = exm_json_get_string (exm_json_get_object (context, "metadata"), "backing_tensorboard_resource");
  if (board == NULL)
    return TRUE;
  suffix = g_strdup_printf ("/experiments/%s/runs?pageSize=100", strrchr (experiment, '/') + 1);
  if (!each (google, board, suffix, "tensorboardRuns", add_name, runs, cancellable, error))
    return FALSE;
  for (guint i = 0; i < runs->len; i++)
    if (!read_run (google, g_ptr_array_index (runs, i), curves, cancellable, error))
      return FALSE;
  return TRUE;
}

GPtrArray *
exm_curves_read (ExmGoogle    *google,
                 const char   *experiment,
                 GCancellable *cancellable,
                 GError      **error)
{
  g_autoptr (GPtrArray) curves = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_curve_free);
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google), NULL);

  if (experiment != NULL && strchr (experiment, '/') != NULL &&
      !read_all (google, experiment, curves, cancellable, &local_error) && !is_absent (local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  for (guint i = 0; i < curves->len; i++)
    tidy_points (((ExmCurve *)g_ptr_array_index (curves, i))->points);
  g_ptr_array_sort (curves, compare_curves);
  return g_steal_pointer (&curves);
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  GError    *error = NULL;
  GPtrArray *curves = exm_curves_read (source, data, cancellable, &error);

  if (curves != NULL)
    g_task_return_pointer (task, curves, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
exm_curves_read_async (ExmGoogle          *google,
                       const char         *experiment,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (google, cancellable, callback, user_data);

  g_task_set_source_tag (task, exm_curves_read_async);
  g_task_set_task_data (task, g_strdup (experiment), g_free);
  _exm_google_run (task, read_thread);
}

GPtrArray *
exm_curves_read_finish (ExmGoogle    *google,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, google), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
