/* exm-google.h - a signed-in session with Google, or with the practice service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "exm-account.h"
#include "exm-cloud-error.h"
#include "exm-http.h"

G_BEGIN_DECLS

#define EXM_TYPE_GOOGLE (exm_google_get_type ())
G_DECLARE_FINAL_TYPE (ExmGoogle, exm_google, EXM, GOOGLE, GObject)

/** Every token of the practice service begins so, and no real one does. */
#define EXM_PRACTICE_TOKEN_PREFIX "practice-"

/**
 * ExmGoogleTokenFunc:
 * @google: the session
 * @rejected: the token that the server has just refused
 * @cancellable: (nullable): to be obeyed
 * @user_data: data of exm_google_set_token_func()
 * @error: return location for an error: EXM_CLOUD_ERROR_AUTH when the person
 *   must sign in again
 *
 * Gets a fresh access token after a 401. Called on a worker thread, one call
 * at a time however many requests wait for it, and once only per request.
 *
 * Returns: (transfer full) (nullable): the new token
 */
typedef char *(*ExmGoogleTokenFunc) (ExmGoogle    *google,
                                     const char   *rejected,
                                     GCancellable *cancellable,
                                     gpointer      user_data,
                                     GError      **error);

/**
 * exm_google_new_practice:
 * @origin: "http://127.0.0.1:PORT" of the practice service
 * @token: its token, beginning with EXM_PRACTICE_TOKEN_PREFIX
 * @error: return location for EXM_CLOUD_ERROR_REFUSED: @origin is not on
 *   loopback, or @token is not a practice token
 *
 * Returns: (transfer full) (nullable): a session; each call goes to @origin
 */
ExmGoogle *exm_google_new_practice (const char *origin,
                                    const char *token,
                                    GError    **error);

/**
 * exm_google_new_bearer:
 * @token: an OAuth 2.0 access token
 * @error: return location for EXM_CLOUD_ERROR_REFUSED: @token is empty, has
 *   characters no token has, or is a practice token
 *
 * Returns: (transfer full) (nullable): a session with Google itself
 */
ExmGoogle *exm_google_new_bearer (const char *token,
                                  GError    **error);

/**
 * exm_google_new_from_environment:
 * @error: return location for EXM_CLOUD_ERROR_AUTH (no token there) or
 *   EXM_CLOUD_ERROR_REFUSED
 *
 * A session after `EXEMPLAR_ACCESS_TOKEN` and, if set, `EXEMPLAR_GOOGLE_ORIGIN`
 * (loopback only). With an origin the token must be a practice token, without
 * one it must not: a real token never goes to a stand-in, a practice token
 * never to Google.
 *
 * Returns: (transfer full) (nullable): a session
 */
ExmGoogle *exm_google_new_from_environment (GError **error);

ExmAccountKind exm_google_get_kind (ExmGoogle *self);

/**
 * exm_google_get_account:
 *
 * Returns: (transfer none) (nullable): the account that it was opened with by
 *   exm_accounts_open_async(); %NULL for the sessions made here
 */
ExmAccount *exm_google_get_account (ExmGoogle *self);

/**
 * exm_google_get_origin:
 *
 * Returns: (transfer none) (nullable): the loopback origin, %NULL for Google's
 *   own hosts
 */
const char *exm_google_get_origin (ExmGoogle *self);

/**
 * exm_google_get_http:
 *
 * Returns: (transfer none): the session's HTTP client
 */
ExmHttp *exm_google_get_http (ExmGoogle *self);

/**
 * exm_google_set_quota_project:
 * @project: (nullable): id of the project that the calls count against, sent as
 *   `x-goog-user-project`; %NULL (the default) sends none
 *
 * Set it once a project is chosen, not before
 * (https://docs.cloud.google.com/docs/quotas/quota-project).
 */
void exm_google_set_quota_project (ExmGoogle  *self,
                                   const char *project);

/**
 * exm_google_dup_quota_project:
 *
 * Returns: (transfer full) (nullable): the project that the calls count against
 */
char *exm_google_dup_quota_project (ExmGoogle *self);

/**
 * exm_google_needs_quota_project:
 *
 * Returns: whether the account is a person's: then calls do not count against a
 *   project by themselves, as those of a service account do, which may well not
 *   be allowed to name another
 */
gboolean exm_google_needs_quota_project (ExmGoogle *self);

/**
 * exm_google_work_in:
 * @project: (nullable): the project that was chosen to work in
 * @quota_project: (nullable): the one that was chosen for the calls to count
 *   against; %NULL: not chosen
 *
 * Sets the quota project: @quota_project; else what the credentials file names;
 * else, for a person, @project.
 */
void exm_google_work_in (ExmGoogle  *self,
                         const char *project,
                         const char *quota_project);

/**
 * exm_google_set_token_func:
 * @func: (nullable): how to get a fresh token after a 401; without one, a 401
 *   is EXM_CLOUD_ERROR_AUTH at once
 */
void exm_google_set_token_func (ExmGoogle         *self,
                                ExmGoogleTokenFunc func,
                                gpointer           user_data,
                                GDestroyNotify     destroy);

/**
 * exm_google_dup_host:
 * @location: "us-central1", "us", "eu", "global", …
 *
 * The host of Vertex AI for a location: `R-aiplatform.googleapis.com` for a
 * region, `aiplatform.us.rep.googleapis.com` / `aiplatform.eu.rep.…` for the
 * two multi-regions, `aiplatform.googleapis.com` for global
 * (https://docs.cloud.google.com/gemini-enterprise-agent-platform/resources/locations).
 *
 * Returns: (transfer full) (nullable): the host, %NULL if @location has
 *   characters that no location has
 */
char *exm_google_dup_host (const char *location);

/**
 * exm_google_dup_location:
 * @resource: "projects/P/locations/L", or a name below it
 *
 * Returns: (transfer full) (nullable): L, %NULL if @resource is malformed
 */
char *exm_google_dup_location (const char *resource);

/**
 * exm_google_dup_resource_url:
 * @resource: "projects/P/locations/L" or a name below it as an answer gave it
 * @suffix: (nullable): what follows, such as ":cancel" or "/runs?pageSize=100";
 *   appended as it is
 * @error: return location for EXM_CLOUD_ERROR_REFUSED: @resource holds what no
 *   resource name holds ("..", "%", "?", "#", control characters, …)
 *
 * The `v1` address of a Vertex AI resource, on the host of the location in its
 * own name (a tuned Gemini 3 model lives in `us` or `eu` although its job ran in
 * a region), or on the session's origin.
 *
 * Returns: (transfer full) (nullable): the address
 */
char *exm_google_dup_resource_url (ExmGoogle  *self,
                                   const char *resource,
                                   const char *suffix,
                                   GError    **error);

/**
 * exm_google_dup_storage_url:
 * @path: path and query, beginning with "/"
 *
 * Returns: (transfer full): the address on Cloud Storage, or on the session's
 *   origin
 */
char *exm_google_dup_storage_url (ExmGoogle  *self,
                                  const char *path);

/**
 * exm_google_send:
 * @request: a request to one of Google's hosts or the session's origin; its
 *   Authorization and x-goog-user-project are set here
 * @error: return location: as exm_http_send(), and EXM_CLOUD_ERROR_REFUSED for
 *   an address that is not this session's
 *
 * Sends with the session's token and waits; after a 401 a fresh token is
 * fetched once and the request repeated once. Any thread without widgets. Fails
 * with EXM_CLOUD_ERROR_AUTH when there is no token to be had, so that the person
 * must sign in again.
 *
 * Returns: (transfer full) (nullable): the answer, of any status
 */
ExmHttpResponse *exm_google_send (ExmGoogle      *self,
                                  ExmHttpRequest *request,
                                  GCancellable   *cancellable,
                                  GError        **error);

G_END_DECLS
