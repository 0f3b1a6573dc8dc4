/* exm-permissions.h - what an account may do in a project, and which role it lacks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-google.h"

G_BEGIN_DECLS

/* projects.testIamPermissions and buckets.testIamPermissions:
 * https://cloud.google.com/resource-manager/reference/rest/v3/projects/testIamPermissions
 * https://cloud.google.com/storage/docs/json_api/v1/buckets/testIamPermissions
 *
 * Forms, threads and errors as in exm-projects.h.
 */

/**
 * ExmPermission:
 * @name: "aiplatform.tuningJobs.create"
 * @role: smallest usual role that has it: "roles/aiplatform.user"
 * @role_title: that role as the console writes it (English, not translated:
 *   it has to be found there), such as "Vertex AI User"
 * @purpose: what it is for, untranslated; show it through
 *   exm_permission_get_purpose()
 * @in_bucket: it can also be given on the bucket alone
 *
 * One row of the table of what the journey needs. Static.
 */
typedef struct
{
  const char *name;
  const char *role;
  const char *role_title;
  const char *purpose;
  gboolean    in_bucket;
} ExmPermission;

/**
 * exm_permissions_get_needed:
 * @n: (out): their number
 *
 * Permissions after
 * https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/access-control
 * and https://cloud.google.com/storage/docs/access-control/iam-permissions.
 *
 * Returns: (transfer none) (array length=n): the table
 */
const ExmPermission *exm_permissions_get_needed (guint *n);

/** Returns: (transfer none): "start tuning jobs", translated, for "You may not …" */
const char *exm_permission_get_purpose (const ExmPermission *self);

/**
 * exm_permissions_list_missing:
 * @project: project id or number
 * @bucket: (nullable): the bucket that will be used; what can be given on a
 *   bucket alone is looked for there, too
 *
 * Asks Google what the account may do. A permission whose name Google does not
 * accept (names do change) counts as held: the call that needs it will tell.
 *
 * Returns: (transfer container) (element-type ExmPermission) (nullable): rows
 *   of the table that the account lacks, in its order; empty: nothing is missing
 */
GPtrArray *exm_permissions_list_missing (ExmGoogle    *google,
                                         const char   *project,
                                         const char   *bucket,
                                         GCancellable *cancellable,
                                         GError      **error);
void       exm_permissions_list_missing_async (ExmGoogle          *google,
                                               const char         *project,
                                               const char         *bucket,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
GPtrArray *exm_permissions_list_missing_finish (ExmGoogle    *google,
                                                GAsyncResult *result,
                                                GError      **error);

/**
 * exm_permissions_dup_roles:
 * @missing: (element-type ExmPermission): rows of the table
 *
 * Returns: (transfer full) (array zero-terminated=1): titles of the roles that
 *   would mend it, each once
 */
char **exm_permissions_dup_roles (GPtrArray *missing);

/**
 * exm_permissions_dup_request:
 * @project: project id
 * @account: (nullable): e-mail address of the account
 * @missing: (element-type ExmPermission): rows of the table
 *
 * Returns: (transfer full): a translated message of a few lines to an
 *   administrator: who needs which roles in which project, and what for. To be
 *   copied; sent by nobody but the person
 */
char *exm_permissions_dup_request (const char *project,
                                   const char *account,
                                   GPtrArray  *missing);

/**
 * exm_permissions_dup_page:
 * @project: project id
 *
 * Returns: (transfer full): the console's page of who may do what
 */
char *exm_permissions_dup_page (const char *project);

G_END_DECLS
