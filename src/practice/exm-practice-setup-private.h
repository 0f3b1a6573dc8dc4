/* exm-practice-setup-private.h - the project, its billing and its APIs
 *
 * There is one project. Usually that is EXM_PRACTICE_PROJECT, ready for use; a
 * service that begins from nothing has none until one is created, and that one
 * has neither billing nor the Vertex AI API. Obstacles lie on top of either.
 * Belongs to the service thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-practice-private.h"

G_BEGIN_DECLS

#define EXM_PRACTICE_EMAIL "practice@example.test"
#define EXM_PRACTICE_BILLING "billingAccounts/000000-PRACTI-CE0000"
#define EXM_PRACTICE_BILLING_CLOSED "billingAccounts/111111-CLOSED-CE1111"

/* exm-practice-projects.c */

/* (transfer none) (nullable): the document of a project that was created; NULL:
 * it is the usual one, or there is none. */
JsonObject *_exm_practice_own_project (ExmPracticeState *state);
/* (nullable): the project's id; NULL: there is none. */
const char *_exm_practice_project_id (ExmPracticeState *state);
gboolean    _exm_practice_put_project (ExmPracticeState *state, JsonObject *document);
void        _exm_practice_serve_projects (ExmPracticeCall *call);
/* 403 as for a project that is another's, or nobody's: Google does not tell. */
void _exm_practice_no_project (ExmPracticeCall *call, const char *project);

/* exm-practice-billing.c */
gboolean _exm_practice_billing_is_on (ExmPracticeState *state);
void     _exm_practice_serve_billing (ExmPracticeCall *call);
void     _exm_practice_serve_billing_accounts (ExmPracticeCall *call);

/* exm-practice-services.c */

/* Turned on, as Service Usage tells it. */
gboolean _exm_practice_service_is_on (ExmPracticeState *state, const char *service);
/* Turned on and arrived at the servers that answer. */
gboolean _exm_practice_service_is_there (ExmPracticeState *state, const char *service);
void     _exm_practice_serve_services (ExmPracticeCall *call);

/* exm-practice-permissions.c */
gboolean _exm_practice_may (ExmPracticeState *state, const char *permission);
void     _exm_practice_serve_permissions (ExmPracticeCall *call);
/* FALSE: the account lacks it, and that was answered. */
gboolean _exm_practice_check_permission (ExmPracticeCall *call, const char *permission, const char *resource);

/* exm-practice-projects.c: operations of all of the above */

/* Answers with an operation that is done after so many milliseconds at speed 1
 * (0: at once), then with @response or @error (transfer full, one may be NULL). */
void _exm_practice_begin (ExmPracticeCall *call,
                          const char      *prefix,
                          guint            ms,
                          JsonObject      *response,
                          JsonObject      *error);

G_END_DECLS
