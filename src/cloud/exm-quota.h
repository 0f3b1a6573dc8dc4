/* exm-quota.h - tuning jobs that hold the project's quota
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-tuning.h"

G_BEGIN_DECLS

/**
 * exm_quota_list_running:
 * @project: project id
 * @locations: (array zero-terminated=1): the regions to ask; the quota
 *   ("Global concurrent tuning jobs", at least one) counts over all of them
 * @error: return location; set only if no region could be asked
 *
 * Tuning jobs of the project that have not ended. Forms, threads and errors as
 * in exm-projects.h.
 *
 * Returns: (transfer container) (element-type ExmTuningJob) (nullable): oldest
 *   first
 */
GPtrArray *exm_quota_list_running (ExmGoogle         *google,
                                   const char        *project,
                                   const char *const *locations,
                                   GCancellable      *cancellable,
                                   GError           **error);
void       exm_quota_list_running_async (ExmGoogle          *google,
                                         const char         *project,
                                         const char *const  *locations,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
GPtrArray *exm_quota_list_running_finish (ExmGoogle    *google,
                                          GAsyncResult *result,
                                          GError      **error);

/**
 * exm_quota_dup_page:
 * @project: project id
 *
 * Returns: (transfer full): the console's page of the project's quotas
 */
char *exm_quota_dup_page (const char *project);

G_END_DECLS
