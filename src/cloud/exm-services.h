/* exm-services.h - the APIs of a project: which are on, and turning them on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-google.h"

G_BEGIN_DECLS

/* Service Usage v1: https://cloud.google.com/service-usage/docs/reference/rest
 *
 * Forms, threads and errors as in exm-projects.h.
 */

#define EXM_SERVICE_PLATFORM "aiplatform.googleapis.com"
#define EXM_SERVICE_STORAGE "storage.googleapis.com"

/**
 * ExmService:
 * @name: "aiplatform.googleapis.com"
 * @title: what people call it: Google's title, else ours
 * @enabled: turned on for the project
 */
typedef struct
{
  char    *name;
  char    *title;
  gboolean enabled;
} ExmService;

#define EXM_TYPE_SERVICE (exm_service_get_type ())

GType       exm_service_get_type (void);
ExmService *exm_service_copy (const ExmService *self);
void        exm_service_free (ExmService *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmService, exm_service_free)

/**
 * exm_services_get_needed:
 *
 * Returns: (transfer none) (array zero-terminated=1): what tuning needs: Vertex
 *   AI and Cloud Storage
 */
const char *const *exm_services_get_needed (void);

/**
 * exm_services_get_title:
 * @name: "aiplatform.googleapis.com"
 *
 * Returns: (transfer none): the name that people know, such as "Vertex AI
 *   API"; @name itself for one that we do not know
 */
const char *exm_services_get_title (const char *name);

/**
 * exm_services_get:
 * @project: project id or number
 * @names: (array zero-terminated=1): at most 30
 *
 * Returns: (transfer container) (element-type ExmService) (nullable): in the
 *   order of @names; one that the answer leaves out counts as off
 */
GPtrArray *exm_services_get (ExmGoogle         *google,
                             const char        *project,
                             const char *const *names,
                             GCancellable      *cancellable,
                             GError           **error);
void       exm_services_get_async (ExmGoogle          *google,
                                   const char         *project,
                                   const char *const  *names,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
GPtrArray *exm_services_get_finish (ExmGoogle    *google,
                                    GAsyncResult *result,
                                    GError      **error);

/**
 * exm_services_enable:
 * @project: project id or number
 * @names: (array zero-terminated=1): at most 20; all are turned on, or none
 * @error: return location; EXM_CLOUD_ERROR_BILLING: link billing first;
 *   EXM_CLOUD_ERROR_TIMEOUT: Google still works on it after ten minutes
 *
 * Turns APIs on at once and waits for the operation. Repeating it is harmless.
 * Afterwards the first calls can still fail with EXM_CLOUD_ERROR_API_DISABLED
 * for some minutes: see exm_services_wait().
 */
gboolean exm_services_enable (ExmGoogle         *google,
                              const char        *project,
                              const char *const *names,
                              GCancellable      *cancellable,
                              GError           **error);
void     exm_services_enable_async (ExmGoogle          *google,
                                    const char         *project,
                                    const char *const  *names,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gboolean exm_services_enable_finish (ExmGoogle    *google,
                                     GAsyncResult *result,
                                     GError      **error);

/**
 * exm_services_wait:
 * @project: project id or number
 * @location: a tuning region
 * @seconds: how long to wait at most; 0: ask once
 * @error: return location; EXM_CLOUD_ERROR_API_DISABLED: it has not come about
 *   in that time
 *
 * Waits until Vertex AI really answers for the project: what was turned on
 * spreads over Google's machines in some minutes. Asks for one tuning job of
 * @location, now and then. An answer of any other kind ends the wait: %TRUE
 * for a refusal that has nothing to do with the API being off.
 */
gboolean exm_services_wait (ExmGoogle    *google,
                            const char   *project,
                            const char   *location,
                            guint         seconds,
                            GCancellable *cancellable,
                            GError      **error);
void     exm_services_wait_async (ExmGoogle          *google,
                                  const char         *project,
                                  const char         *location,
                                  guint               seconds,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
gboolean exm_services_wait_finish (ExmGoogle    *google,
                                   GAsyncResult *result,
                                   GError      **error);

/**
 * exm_services_dup_page:
 * @project: project id
 * @name: "aiplatform.googleapis.com"
 *
 * Returns: (transfer full): the page of the console where an API is turned on
 */
char *exm_services_dup_page (const char *project,
                             const char *name);

G_END_DECLS
