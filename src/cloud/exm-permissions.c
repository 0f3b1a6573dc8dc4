/* exm-permissions.c - what an account may do in a project, and which role it lacks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-permissions.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-json-gate.h"
#include "exm-json-write.h"

#include "exm-cloud-private.h"
#include "exm-projects-private.h"

#define USER "roles/aiplatform.user", "Vertex AI User"
#define OBJECTS "roles/storage.objectUser", "Storage Object User"
#define BUCKETS "roles/storage.admin", "Storage Admin"

#define TO_TUNE N_ ("start tuning jobs")
#define TO_FOLLOW N_ ("follow tuning jobs")
#define TO_KEEP N_ ("keep the tuned model")
#define TO_ASK N_ ("ask the tuned model")
#define TO_UPLOAD N_ ("upload files to Cloud Storage")
#define TO_READ N_ ("read files in Cloud Storage")
#define TO_DELETE N_ ("delete files in Cloud Storage")
#define TO_LIST N_ ("see the buckets")
#define TO_MAKE N_ ("create a bucket")

static const ExmPermission needed[] = {
  { "aiplatform.tuningJobs.create", USER, TO_TUNE, FALSE },
  { "aiplatform.tuningJobs.get", USER, TO_FOLLOW, FALSE },
  { "aiplatform.tuningJobs.list", USER, TO_FOLLOW, FALSE },
  { "aiplatform.tuningJobs.cancel", USER, TO_FOLLOW, FALSE },
  { "aiplatform.models.upload", USER, TO_KEEP, FALSE },
  { "aiplatform.endpoints.create", USER, TO_KEEP, FALSE },
  { "aiplatform.endpoints.deploy", USER, TO_KEEP, FALSE },
  { "aiplatform.endpoints.predict", USER, TO_ASK, FALSE },
  { "storage.buckets.list", BUCKETS, TO_LIST, FALSE },
  { "storage.buckets.create", BUCKETS, TO_MAKE, FALSE },
  { "storage.objects.create", OBJECTS, TO_UPLOAD, TRUE },
  { "storage.objects.get", OBJECTS, TO_READ, TRUE },
  { "storage.objects.list", OBJECTS, TO_READ, TRUE },
  { "storage.objects.delete", OBJECTS, TO_DELETE, TRUE },
};

const ExmPermission *
exm_permissions_get_needed (guint *n)
{
  g_return_val_if_fail (n != NULL, NULL);
  *n = G_N_ELEMENTS (needed);
  return needed;
}

const char *
exm_permission_get_purpose (const ExmPermission *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return _ (self->purpose);
}

/* --- asking --------------------------------------------------------------------- */

static char *
test_body (GPtrArray *rows)
{
  GString      *out = g_string_new (NULL);
  ExmJsonWriter w;

  exm_json_writer_init (&w, out, 0);
  exm_json_writer_begin_object (&w, NULL);
  exm_json_writer_begin_array (&w, "permissions");
  for (guint i = 0; i < rows->len; i++)
    exm_json_writer_string (&w, NULL, ((const ExmPermission *)g_ptr_array_index (rows, i))->name);
  exm_json_writer_end (&w);
  exm_json_writer_end (&w);
  return g_string_free (out, FALSE);
}

static gboolean
holds (JsonArray  *held,
       const char *name)
{
  for (guint i = 0; i < exm_json_array_size (held); i++)
    if (g_strcmp0 (exm_json_array_string (held, i), name) == 0)
      return TRUE;
  return FALSE;
}

static GPtrArray *
without (GPtrArray  *rows,
         JsonObject *answer)
{
  GPtrArray *left = g_ptr_array_new ();
  JsonArray *held = exm_json_get_array (answer, "permissions");

  for (guint i = 0; i < rows->len; i++)
    {
      const ExmPermission *row = g_ptr_array_index (rows, i);

      if (!holds (held, row->name))
        g_ptr_array_add (left, (gpointer)row);
    }
  return left;
}

/* The rows that the project does not grant. */
static GPtrArray *
test_project (ExmGoogle    *google,
              const char   *project,
              GPtrArray    *rows,
              GCancellable *cancellable,
              GError      **error)
{
  g_autofree char *path = g_strdup_printf ("/v3/projects/%s:testIamPermissions", project);
  g_autofree char *url = _exm_setup_url (google, EXM_HOST_PROJECTS, path);
  g_autofree char *body = test_body (rows);
  g_autoptr (JsonObject) answer = _exm_google_call (google, "POST", url, EXM_HTTP_RETRY, body, cancellable, error);

  return answer != NULL ? without (rows, answer) : NULL;
}

/* One name that is not accepted makes Google refuse the whole question, so it is
 * asked again for each by itself. */
static GPtrArray *
test_project_singly (ExmGoogle    *google,
                     const char   *project,
                     GPtrArray    *rows,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_autoptr (GPtrArray) left = g_ptr_array_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      const ExmPermission *row = g_ptr_array_index (rows, i);
      g_autoptr (GPtrArray) one = g_ptr_array_new ();
      g_autoptr (GPtrArray) missing = NULL;
      g_autoptr (GError) local = NULL;

      g_ptr_array_add (one, (gpointer)row);
      missing = test_project (google, project, one, cancellable, &local);
      if (missing == NULL && !g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_INVALID))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (missing == NULL)
        g_debug ("Google does not know the permission %s", row->name);
      else if (missing->len > 0)
        g_ptr_array_add (left, (gpointer)row);
    }
  return g_steal_pointer (&left);
}

/* Takes out of @rows what the bucket grants. That it cannot be asked changes
 * nothing: then the project's answer stands. */
static GPtrArray *
test_bucket (ExmGoogle    *google,
             const char   *bucket,
             GPtrArray    *rows,
             GCancellable *cancellable,
             GError      **error)
{
  g_autoptr (GString) path = g_string_new (NULL);
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *url = NULL;
  char             separator = '?';

  g_string_printf (path, "/storage/v1/b/%s/iam/testPermissions", bucket);
  for (guint i = 0; i < rows->len; i++)
    {
      const ExmPermission *row = g_ptr_array_index (rows, i);

      if (!row->in_bucket)
        continue;
      g_string_append_printf (path, "%cpermissions=%s", separator, row->name);
      separator = '&';
    }
  if (separator == '?')
    return g_ptr_array_ref (rows);
  url = exm_google_dup_storage_url (google, path->str);
  answer = _exm_google_call (google, "GET", url, EXM_HTTP_RETRY, NULL, cancellable, &local);
  if (answer != NULL)
    return without (rows, answer);
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_ptr_array_ref (rows);
}

GPtrArray *
exm_permissions_list_missing (ExmGoogle    *google,
                              const char   *project,
                              const char   *bucket,
                              GCancellable *cancellable,
                              GError      **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (GPtrArray) missing = NULL;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && project != NULL, NULL);

  if (!_exm_setup_check_project (project, error))
    return NULL;
  if (bucket != NULL && !_exm_is_segment (bucket))
    bucket = NULL;
  /* Who has a bucket needs neither a list of them nor a new one. */
  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    if (bucket == NULL || !g_str_has_prefix (needed[i].name, "storage.buckets."))
      g_ptr_array_add (rows, (gpointer)&needed[i]);

  missing = test_project (google, project, rows, cancellable, &local);
  if (missing == NULL && g_error_matches (local, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_INVALID))
    {
      g_clear_error (&local);
      missing = test_project_singly (google, project, rows, cancellable, &local);
    }
  if (missing == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return bucket != NULL ? test_bucket (google, bucket, missing, cancellable, error) : g_steal_pointer (&missing);
}

static void
list_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  ExmSetupArgs *args = data;
  GError       *error = NULL;
  GPtrArray    *missing = exm_permissions_list_missing (source, args->a, args->b, cancellable, &error);

  _exm_setup_return (task, missing, (GDestroyNotify)g_ptr_array_unref, error);
}

void
exm_permissions_list_missing_async (ExmGoogle          *google,
                                    const char         *project,
                                    const char         *bucket,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr (GTask) task = _exm_setup_task (google, exm_permissions_list_missing_async, project, bucket, NULL, NULL, 0,
                                            cancellable, callback, user_data);

  _exm_google_run (task, list_thread);
}

GPtrArray *
exm_permissions_list_missing_finish (ExmGoogle    *google,
                                     GAsyncResult *result,
                                     GError      **error)
{
  return _exm_setup_finish (google, result, error);
}

/* --- words ---------------------------------------------------------------------- */

static gboolean
is_first_of_role (GPtrArray *missing,
                  guint      at)
{
  const ExmPermission *row = g_ptr_array_index (missing, at);

  for (guint i = 0; i < at; i++)
    if (strcmp (((const ExmPermission *)g_ptr_array_index (missing, i))->role, row->role) == 0)
      return FALSE;
  return TRUE;
}

char **
exm_permissions_dup_roles (GPtrArray *missing)
{
  g_autoptr (GStrvBuilder) roles = g_strv_builder_new ();

  g_return_val_if_fail (missing != NULL, NULL);

  for (guint i = 0; i < missing->len; i++)
    if (is_first_of_role (missing, i))
      g_strv_builder_add (roles, ((const ExmPermission *)g_ptr_array_index (missing, i))->role_title);
  return g_strv_builder_end (roles);
}

/* "start tuning jobs, follow tuning jobs" of one role */
static char *
dup_purposes (GPtrArray  *missing,
              const char *role)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *last = NULL;

  for (guint i = 0; i < missing->len; i++)
    {
      const ExmPermission *row = g_ptr_array_index (missing, i);

      if (strcmp (row->role, role) != 0 || g_strcmp0 (row->purpose, last) == 0)
        continue;
      if (text->len > 0)
        g_string_append (text, ", ");
      g_string_append (text, _ (row->purpose));
      last = row->purpose;
    }
  return g_strdup (text->str);
}

char *
exm_permissions_dup_request (const char *project,
                             const char *account,
                             GPtrArray  *missing)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *page = NULL;

  g_return_val_if_fail (project != NULL && missing != NULL, NULL);

  if (account != NULL)
    /* Translators: an e-mail address and the id of a Google Cloud project */
    g_string_append_printf (text, _ ("%s needs these roles in the Google Cloud project %s:"), account, project);
  else
    g_string_append_printf (text, _ ("I need these roles in the Google Cloud project %s:"), project);
  g_string_append (text, "\n\n");
  for (guint i = 0; i < missing->len; i++)
    {
      const ExmPermission *row = g_ptr_array_index (missing, i);
      g_autofree char     *purposes = NULL;

      if (!is_first_of_role (missing, i))
        continue;
      purposes = dup_purposes (missing, row->role);
      /* Translators: name of a role, its id, and what it is needed for */
      g_string_append_printf (text, _ ("• %s (%s), to %s"), row->role_title, row->role, purposes);
      g_string_append_c (text, '\n');
    }
  page = exm_permissions_dup_page (project);
  g_string_append_printf (text, "\n%s\n", page);
  return g_strdup (text->str);
}

char *
exm_permissions_dup_page (const char *project)
{
  g_autofree char *escaped = _exm_escape (project != NULL ? project : "");

  return g_strconcat ("https://console.cloud.google.com/iam-admin/iam?project=", escaped, NULL);
}
