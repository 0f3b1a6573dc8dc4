/* exm-projects.c - Google Cloud projects: search, look up, create
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-projects.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-json-gate.h"
#include "exm-json-write.h"

#include "exm-cloud-private.h"
#include "exm-projects-private.h"

#define CREATE_SECONDS 300

G_DEFINE_BOXED_TYPE (ExmProject, exm_project, exm_project_copy, exm_project_free)

ExmProject *
exm_project_copy (const ExmProject *self)
{
  ExmProject *copy;

  if (self == NULL)
    return NULL;
  copy = g_memdup2 (self, sizeof *self);
  copy->id = g_strdup (self->id);
  copy->number = g_strdup (self->number);
  copy->display_name = g_strdup (self->display_name);
  copy->parent = g_strdup (self->parent);
  return copy;
}

void
exm_project_free (ExmProject *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->number);
  g_free (self->display_name);
  g_free (self->parent);
  g_free (self);
}

static ExmProject *
project_from_json (JsonObject *object)
{
  const char *id = exm_json_get_string (object, "projectId");
  const char *name = exm_json_get_string (object, "name");
  ExmProject *self;

  if (!_exm_is_segment (id))
    return NULL;
  self = g_new0 (ExmProject, 1);
  self->id = g_strdup (id);
  if (name != NULL && g_str_has_prefix (name, "projects/"))
    self->number = g_strdup (name + strlen ("projects/"));
  self->display_name = g_strdup (exm_json_get_string (object, "displayName"));
  self->parent = g_strdup (exm_json_get_string (object, "parent"));
  self->active = g_strcmp0 (exm_json_get_string (object, "state"), "ACTIVE") == 0;
  self->created = _exm_parse_time (exm_json_get_string (object, "createTime"));
  return self;
}

/* --- names ---------------------------------------------------------------------- */

const char *
exm_project_check_id (const char *id)
{
  static const char *const reserved[] = { "google", "null", "undefined", "ssl" };
  const gsize              length = id != NULL ? strlen (id) : 0;

  if (length < 6 || length > 30)
    return _ ("A project id has 6 to 30 characters");
  if (strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789-") != length)
    return _ ("A project id has only small letters, digits and “-”");
  if (!g_ascii_islower (id[0]))
    return _ ("A project id begins with a letter");
  if (id[length - 1] == '-')
    return _ ("A project id does not end with “-”");
  for (guint i = 0; i < G_N_ELEMENTS (reserved); i++)
    if (strstr (id, reserved[i]) != NULL)
      return _ ("This project id holds a word that Google keeps for itself");
  return NULL;
}

static gboolean
is_name_character (gunichar c)
{
  return c < 128 && (g_ascii_isalnum ((char)c) || strchr ("-'\" !", (int)c) != NULL);
}

const char *
exm_project_check_name (const char *name)
{
  const gsize length = name != NULL ? strlen (name) : 0;

  for (gsize i = 0; i < length; i++)
    if (!is_name_character ((guchar)name[i]))
      return _ ("A project name has only letters from A to Z, digits, spaces, quotes, hyphens and exclamation marks");
  if (length < 4 || length > 30)
    return _ ("A project name has 4 to 30 characters");
  return NULL;
}

char *
exm_project_propose_id (const char *name)
{
  /* A hyphen and six characters follow. */
  g_autofree char *slug = _exm_setup_slug (name, 30 - 7);
  g_autofree char *random = _exm_setup_random ();

  return g_strdup_printf ("%s-%s", *slug != '\0' ? slug : "exemplar", random);
}

char *
exm_project_propose_name (const char *name)
{
  g_autofree char *ascii = g_str_to_ascii (name != NULL && g_utf8_validate (name, -1, NULL) ? name : "", "C");
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = ascii; *p != '\0' && out->len < 30; p++)
    {
      const char c = is_name_character ((guchar)*p) ? *p : ' ';

      if (c != ' ' || (out->len > 0 && out->str[out->len - 1] != ' '))
        g_string_append_c (out, c);
    }
  while (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  return g_strdup (out->len >= 4 ? out->str : "Exemplar");
}

/* --- search --------------------------------------------------------------------- */

static gboolean
add_project (JsonObject *item,
             gpointer    user_data)
{
  ExmProject *project = project_from_json (item);

  if (project != NULL && project->active)
    g_ptr_array_add (user_data, project);
  else
    exm_project_free (project);
  return TRUE;
}

static const char *
shown_name (const ExmProject *project)
{
  return project->display_name != NULL ? project->display_name : project->id;
}

static int
compare_projects (gconstpointer a,
                  gconstpointer b)
{
  const ExmProject *first = *(ExmProject *const *)a;
  const ExmProject *second = *(ExmProject *const *)b;
  const int         order = g_utf8_collate (shown_name (first), shown_name (second));

  return order != 0 ? order : strcmp (first->id, second->id);
}

GPtrArray *
exm_projects_search (ExmGoogle    *google,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_autoptr (GPtrArray) projects = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_project_free);
  g_autofree char *url = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google), NULL);

  url = _exm_setup_url (google, EXM_HOST_PROJECTS, "/v3/projects:search?query=state%3AACTIVE&pageSize=500");
  if (!_exm_google_each (google, url, "projects", add_project, projects, cancellable, error))
    return NULL;
  g_ptr_array_sort (projects, compare_projects);
  return g_steal_pointer (&projects);
}

static void
search_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  GError    *error = NULL;
  GPtrArray *projects = exm_projects_search (source, cancellable, &error);

  _exm_setup_return (task, projects, (GDestroyNotify)g_ptr_array_unref, error);
}

void
exm_projects_search_async (ExmGoogle          *google,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = _exm_setup_task (google, exm_projects_search_async, NULL, NULL, NULL, NULL, 0,
                                            cancellable, callback, user_data);

  _exm_google_run (task, search_thread);
}

GPtrArray *
exm_projects_search_finish (ExmGoogle    *google,
                            GAsyncResult *result,
                            GError      **error)
{
  return _exm_setup_finish (google, result, error);
}

/* --- get ------------------------------------------------------------------------ */

ExmProject *
exm_projects_get (ExmGoogle    *google,
                  const char   *project,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;
  ExmProject      *result;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && project != NULL, NULL);

  if (!_exm_setup_check_project (project, error))
    return NULL;
  path = g_strconcat ("/v3/projects/", project, NULL);
  url = _exm_setup_url (google, EXM_HOST_PROJECTS, path);
  object = _exm_google_call (google, "GET", url, EXM_HTTP_RETRY, NULL, cancellable, error);
  if (object == NULL)
    return NULL;
  result = project_from_json (object);
  if (result == NULL || (strcmp (result->id, project) != 0 && g_strcmp0 (result->number, project) != 0))
    {
      g_clear_pointer (&result, exm_project_free);
      _exm_setup_set_odd (error);
    }
  return result;
}

static void
get_thread (GTask        *task,
            gpointer      source,
            gpointer      data,
            GCancellable *cancellable)
{
  ExmSetupArgs *args = data;
  GError       *error = NULL;
  ExmProject   *project = exm_projects_get (source, args->a, cancellable, &error);

  _exm_setup_return (task, project, (GDestroyNotify)exm_project_free, error);
}

void
exm_projects_get_async (ExmGoogle          *google,
                        const char         *project,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr (GTask) task = _exm_setup_task (google, exm_projects_get_async, project, NULL, NULL, NULL, 0,
                                            cancellable, callback, user_data);

  _exm_google_run (task, get_thread);
}

ExmProject *
exm_projects_get_finish (ExmGoogle    *google,
                         GAsyncResult *result,
                         GError      **error)
{
  return _exm_setup_finish (google, result, error);
}

/* --- create --------------------------------------------------------------------- */

static char *
create_body (const char *id,
             const char *name,
             const char *parent)
{
  GString      *out = g_string_new (NULL);
  ExmJsonWriter w;

  exm_json_writer_init (&w, out, 0);
  exm_json_writer_begin_object (&w, NULL);
  exm_json_writer_string (&w, "projectId", id);
  exm_json_writer_string (&w, "displayName", name);
  if (parent != NULL)
    exm_json_writer_string (&w, "parent", parent);
  exm_json_writer_end (&w);
  return g_string_free (out, FALSE);
}

static gboolean
check_new (const char *id,
           const char *name,
           GError    **error)
{
  const char *wrong = exm_project_check_id (id);

  if (wrong == NULL)
    wrong = exm_project_check_name (name);
  if (wrong != NULL)
    g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED, wrong);
  return wrong == NULL;
}

ExmProject *
exm_projects_create (ExmGoogle    *google,
                     const char   *id,
                     const char   *name,
                     const char   *parent,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_autoptr (JsonObject) operation = NULL;
  g_autoptr (JsonObject) response = NULL;
  g_autoptr (ExmProject) project = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *url = NULL;
  g_autofree char *body = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google), NULL);

  if (!check_new (id, name, error))
    return NULL;
  url = _exm_setup_url (google, EXM_HOST_PROJECTS, "/v3/projects");
  body = create_body (id, name, parent);
  operation = _exm_google_call (google, "POST", url, EXM_HTTP_NONE, body, cancellable, &local);
  if (operation != NULL)
    response = _exm_setup_wait (google, EXM_HOST_PROJECTS, "v3", operation, CREATE_SECONDS, cancellable, &local);
  if (response != NULL)
    project = project_from_json (response);
  /* The answer was lost, or says too little. Ids are unique and this one was
   * drawn at random: if this account sees such a project, it is this one. */
  if (project == NULL && (local == NULL || _exm_setup_is_lost (local)))
    project = exm_projects_get (google, id, cancellable, local == NULL ? &local : NULL);
  if (project != NULL && strcmp (project->id, id) == 0)
    return g_steal_pointer (&project);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    _exm_setup_set_odd (error);
  return NULL;
}

static void
create_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  ExmSetupArgs *args = data;
  GError       *error = NULL;
  ExmProject   *project = exm_projects_create (source, args->a, args->b, args->c, cancellable, &error);

  _exm_setup_return (task, project, (GDestroyNotify)exm_project_free, error);
}

void
exm_projects_create_async (ExmGoogle          *google,
                           const char         *id,
                           const char         *name,
                           const char         *parent,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = _exm_setup_task (google, exm_projects_create_async, id, name, parent, NULL, 0,
                                            cancellable, callback, user_data);

  _exm_google_run (task, create_thread);
}

ExmProject *
exm_projects_create_finish (ExmGoogle    *google,
                            GAsyncResult *result,
                            GError      **error)
{
  return _exm_setup_finish (google, result, error);
}

char *
exm_projects_dup_page (const char *project)
{
  g_autofree char *escaped = project != NULL ? _exm_escape (project) : NULL;

  if (escaped == NULL)
    return g_strdup ("https://console.cloud.google.com/cloud-resource-manager");
  return g_strconcat ("https://console.cloud.google.com/home/dashboard?project=", escaped, NULL);
}
