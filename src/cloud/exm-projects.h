/* exm-projects.h - Google Cloud projects: search, look up, create
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-google.h"

G_BEGIN_DECLS

/* Resource Manager v3:
 * https://cloud.google.com/resource-manager/reference/rest/v3/projects
 *
 * Each call has a form that waits (workers, command line) and an _async/_finish
 * pair that does the same on a worker. Errors: EXM_CLOUD_ERROR as the table in
 * exm-cloud-error.h gives it; G_IO_ERROR_CANCELLED. Lists follow all pages.
 */

/**
 * ExmProject:
 * @id: project id, chosen at creation and never changed
 * @number: (nullable): number that Google gave it
 * @display_name: (nullable): name for people
 * @parent: (nullable): "organizations/N" or "folders/N"
 * @active: it can be used; %FALSE while it is being deleted
 * @created: Unix seconds, 0 unknown
 */
typedef struct
{
  char    *id;
  char    *number;
  char    *display_name;
  char    *parent;
  gboolean active;
  gint64   created;
} ExmProject;

#define EXM_TYPE_PROJECT (exm_project_get_type ())

GType       exm_project_get_type (void);
ExmProject *exm_project_copy (const ExmProject *self);
void        exm_project_free (ExmProject *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmProject, exm_project_free)

/**
 * exm_project_check_id:
 * @id: (nullable): a proposed project id
 *
 * 6 to 30 lower-case letters, digits and hyphens, a letter first, no hyphen at
 * the end; not Google's own words. Says nothing on whether it is taken: ids are
 * unique all over the world. Any thread.
 *
 * Returns: (transfer none) (nullable): a translated sentence that says what is
 *   wrong, %NULL if the id is fine
 */
const char *exm_project_check_id (const char *id);

/**
 * exm_project_check_name:
 * @name: (nullable): a proposed display name
 *
 * 4 to 30 letters, digits, spaces, hyphens, quotes and exclamation marks.
 *
 * Returns: (transfer none) (nullable): a translated sentence that says what is
 *   wrong, %NULL if the name is fine
 */
const char *exm_project_check_name (const char *name);

/**
 * exm_project_propose_id:
 * @name: (nullable): the display name or the name of a dataset, any text
 *
 * An id made of what @name has of letters and digits, and of a random suffix of
 * six characters, so that it is hardly ever taken. Always passes
 * exm_project_check_id().
 *
 * Returns: (transfer full): the id
 */
char *exm_project_propose_id (const char *name);

/**
 * exm_project_propose_name:
 * @name: (nullable): any text, such as the name of a dataset
 *
 * Returns: (transfer full): a display name near @name that passes
 *   exm_project_check_name()
 */
char *exm_project_propose_name (const char *name);

/**
 * exm_projects_search:
 *
 * All projects that the account can see and that are not being deleted. Google
 * lists a new project only after a while: use exm_projects_get() for one that is
 * known by id.
 *
 * Returns: (transfer container) (element-type ExmProject) (nullable): by name
 */
GPtrArray *exm_projects_search (ExmGoogle    *google,
                                GCancellable *cancellable,
                                GError      **error);
void       exm_projects_search_async (ExmGoogle          *google,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
GPtrArray *exm_projects_search_finish (ExmGoogle    *google,
                                       GAsyncResult *result,
                                       GError      **error);

/**
 * exm_projects_get:
 * @project: id or number
 *
 * Returns: (transfer full) (nullable): the project; EXM_CLOUD_ERROR_DENIED also
 *   when there is none of that id (Google does not tell the two apart)
 */
ExmProject *exm_projects_get (ExmGoogle    *google,
                              const char   *project,
                              GCancellable *cancellable,
                              GError      **error);
void        exm_projects_get_async (ExmGoogle          *google,
                                    const char         *project,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
ExmProject *exm_projects_get_finish (ExmGoogle    *google,
                                     GAsyncResult *result,
                                     GError      **error);

/**
 * exm_projects_create:
 * @id: its id, see exm_project_check_id()
 * @name: its display name, see exm_project_check_name()
 * @parent: (nullable): "organizations/N" or "folders/N"; %NULL: Google's choice
 * @error: return location; EXM_CLOUD_ERROR_CONFLICT: the id is taken;
 *   EXM_CLOUD_ERROR_QUOTA: no more projects for this account;
 *   EXM_CLOUD_ERROR_DENIED: the organisation does not let this account create
 *   one; EXM_CLOUD_ERROR_TIMEOUT: Google still works on it after five minutes:
 *   look again later
 *
 * Creates a project and waits until it can be used, mostly some seconds. Sent
 * once, never repeated: after a lost answer the id is looked up, and a project
 * that is there and visible counts as created.
 *
 * Returns: (transfer full) (nullable): the new project
 */
ExmProject *exm_projects_create (ExmGoogle    *google,
                                 const char   *id,
                                 const char   *name,
                                 const char   *parent,
                                 GCancellable *cancellable,
                                 GError      **error);
void        exm_projects_create_async (ExmGoogle          *google,
                                       const char         *id,
                                       const char         *name,
                                       const char         *parent,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
ExmProject *exm_projects_create_finish (ExmGoogle    *google,
                                        GAsyncResult *result,
                                        GError      **error);

/**
 * exm_projects_dup_page:
 * @project: (nullable): project id
 *
 * Returns: (transfer full): the page of the project, or of all projects, in the
 *   Google Cloud console
 */
char *exm_projects_dup_page (const char *project);

G_END_DECLS
