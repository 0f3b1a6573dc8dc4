/* exm-cloud-error.h - what can go wrong between us and Google, in plain words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EXM_CLOUD_ERROR:
 *
 * The one error domain of this room. Cancellation is never in it: that is
 * always G_IO_ERROR_CANCELLED. The message of an error is a translated
 * sentence that says what happened; exm_cloud_error_get_advice() says what to
 * do about it. Errors of this domain carry their [struct@GoogleProblem] along,
 * also through g_error_copy() and g_propagate_error().
 */
#define EXM_CLOUD_ERROR (exm_cloud_error_quark ())

/**
 * ExmCloudError:
 * @EXM_CLOUD_ERROR_AUTH: the sign-in is missing, expired or refused: sign in again
 * @EXM_CLOUD_ERROR_DENIED: signed in, but not allowed: ask for the role
 * @EXM_CLOUD_ERROR_API_DISABLED: an API of the project is off: enable it
 * @EXM_CLOUD_ERROR_BILLING: the project has no working billing: link it
 * @EXM_CLOUD_ERROR_QUOTA: a limit is used up: wait, or ask for more
 * @EXM_CLOUD_ERROR_INVALID: Google refuses the request as it stands: change it
 * @EXM_CLOUD_ERROR_PRECONDITION: not possible in the present state
 * @EXM_CLOUD_ERROR_NOT_FOUND: what was named is not there
 * @EXM_CLOUD_ERROR_CONFLICT: something of that name exists already
 * @EXM_CLOUD_ERROR_OFFLINE: no way to the server: nothing was sent
 * @EXM_CLOUD_ERROR_TIMEOUT: the server did not answer in time
 * @EXM_CLOUD_ERROR_TLS: the connection is not secure, so nothing was sent
 * @EXM_CLOUD_ERROR_CONNECTION: the connection broke in the middle
 * @EXM_CLOUD_ERROR_BAD_REPLY: the answer makes no sense, or is too large
 * @EXM_CLOUD_ERROR_SERVER: the server says that it is in trouble: try later
 * @EXM_CLOUD_ERROR_UNKNOWN_OUTCOME: a request that must not be repeated lost
 *   its answer; look whether it took effect before anything else
 * @EXM_CLOUD_ERROR_CHECKSUM: the stored bytes differ from ours; they were deleted
 * @EXM_CLOUD_ERROR_LOCAL_FILE: the file to send cannot be read or changed meanwhile
 * @EXM_CLOUD_ERROR_REFUSED: we refuse on our side (a foreign address, a real
 *   token for a practice origin or the reverse, a malformed name)
 * @EXM_CLOUD_ERROR_CATALOGUE: no usable list of models
 */
typedef enum
{
  EXM_CLOUD_ERROR_AUTH,
  EXM_CLOUD_ERROR_DENIED,
  EXM_CLOUD_ERROR_API_DISABLED,
  EXM_CLOUD_ERROR_BILLING,
  EXM_CLOUD_ERROR_QUOTA,
  EXM_CLOUD_ERROR_INVALID,
  EXM_CLOUD_ERROR_PRECONDITION,
  EXM_CLOUD_ERROR_NOT_FOUND,
  EXM_CLOUD_ERROR_CONFLICT,
  EXM_CLOUD_ERROR_OFFLINE,
  EXM_CLOUD_ERROR_TIMEOUT,
  EXM_CLOUD_ERROR_TLS,
  EXM_CLOUD_ERROR_CONNECTION,
  EXM_CLOUD_ERROR_BAD_REPLY,
  EXM_CLOUD_ERROR_SERVER,
  EXM_CLOUD_ERROR_UNKNOWN_OUTCOME,
  EXM_CLOUD_ERROR_CHECKSUM,
  EXM_CLOUD_ERROR_LOCAL_FILE,
  EXM_CLOUD_ERROR_REFUSED,
  EXM_CLOUD_ERROR_CATALOGUE,
} ExmCloudError;

#define EXM_CLOUD_ERROR_LAST EXM_CLOUD_ERROR_CATALOGUE

/**
 * ExmCloudAction:
 * @EXM_CLOUD_ACTION_NONE: no button fits
 * @EXM_CLOUD_ACTION_SIGN_IN: sign in (again)
 * @EXM_CLOUD_ACTION_ENABLE_API: enable the API named by the problem's service
 * @EXM_CLOUD_ACTION_LINK_BILLING: link a billing account to the project
 * @EXM_CLOUD_ACTION_OPEN_PAGE: open exm_cloud_error_get_url()
 * @EXM_CLOUD_ACTION_RETRY: try again (after the problem's retry delay, if any)
 * @EXM_CLOUD_ACTION_CHECK_JOBS: list the tuning jobs and look for the lost one
 *
 * The one button that would help most.
 */
typedef enum
{
  EXM_CLOUD_ACTION_NONE,
  EXM_CLOUD_ACTION_SIGN_IN,
  EXM_CLOUD_ACTION_ENABLE_API,
  EXM_CLOUD_ACTION_LINK_BILLING,
  EXM_CLOUD_ACTION_OPEN_PAGE,
  EXM_CLOUD_ACTION_RETRY,
  EXM_CLOUD_ACTION_CHECK_JOBS,
} ExmCloudAction;

/**
 * ExmGoogleField:
 * @field: (nullable): path of the field, in Google's spelling
 * @description: (nullable): what is wrong with it, in Google's words (English)
 *
 * One field violation, or one quota or precondition violation.
 */
typedef struct
{
  char *field;
  char *description;
} ExmGoogleField;

/**
 * ExmGoogleLink:
 * @description: (nullable): Google's text for the link
 * @url: an https address; others are dropped when the body is read
 */
typedef struct
{
  char *description;
  char *url;
} ExmGoogleLink;

/**
 * ExmGoogleProblem:
 * @http_status: status of the answer, 0 when there was none
 * @curl_code: the CURLcode when the transfer failed, else 0
 * @status: (nullable): canonical status such as "PERMISSION_DENIED"
 * @reason: (nullable): ErrorInfo.reason such as "SERVICE_DISABLED", or for
 *   Cloud Storage errors[0].reason, or for OAuth the `error` key
 * @domain: (nullable): ErrorInfo.domain
 * @message: (nullable): Google's message (English), secrets removed
 * @service: (nullable): ErrorInfo metadata `service`
 * @activation_url: (nullable): ErrorInfo metadata `activationUrl`, https only
 * @quota_metric: (nullable): ErrorInfo metadata `quota_metric`
 * @permission: (nullable): the permission that is missing, such as
 *   "aiplatform.tuningJobs.create": ErrorInfo metadata `permission` (reason
 *   "IAM_PERMISSION_DENIED")
 * @violations: (element-type ExmGoogleField): never %NULL, may be empty
 * @links: (element-type ExmGoogleLink): never %NULL, may be empty
 * @retry_delay_ms: lower bound for the next try in milliseconds, -1 unknown
 * @raw: (nullable): the answer's text for a "Details" view: at most 16 KiB,
 *   valid UTF-8, secrets removed
 *
 * All that an answer says about a failure. Shapes of the bodies:
 * https://cloud.google.com/apis/design/errors and
 * https://cloud.google.com/storage/docs/json_api/v1/status-codes
 */
typedef struct
{
  guint      http_status;
  int        curl_code;
  char      *status;
  char      *reason;
  char      *domain;
  char      *message;
  char      *service;
  char      *activation_url;
  char      *quota_metric;
  char      *permission;
  GPtrArray *violations;
  GPtrArray *links;
  gint64     retry_delay_ms;
  char      *raw;
} ExmGoogleProblem;

GQuark exm_cloud_error_quark (void);

/**
 * exm_cloud_error_get_problem:
 * @error: any error
 *
 * Returns: (transfer none) (nullable): what the server said, or %NULL when the
 *   error is of another domain or never saw a server; valid as long as @error
 */
const ExmGoogleProblem *exm_cloud_error_get_problem (const GError *error);

/**
 * exm_cloud_error_get_advice:
 * @error: any error
 *
 * Returns: (transfer none) (nullable): a translated sentence that says what to
 *   do, or %NULL when there is nothing better than the message itself
 */
const char *exm_cloud_error_get_advice (const GError *error);

/**
 * exm_cloud_error_get_action:
 * @error: any error
 *
 * Returns: the button that helps
 */
ExmCloudAction exm_cloud_error_get_action (const GError *error);

/**
 * exm_cloud_error_get_url:
 * @error: any error
 *
 * Returns: (transfer none) (nullable): the https page that helps: the
 *   activation page, or the first link of the answer, or the page of the Google
 *   Cloud console that the error table names
 */
const char *exm_cloud_error_get_url (const GError *error);

/**
 * exm_cloud_error_get_retry_ms:
 * @error: any error
 *
 * Returns: for EXM_CLOUD_ACTION_RETRY: how long to wait before it makes sense,
 *   in milliseconds, as the server asked for it, 0 if it named no time; -1 when
 *   trying again is of no use
 */
gint64 exm_cloud_error_get_retry_ms (const GError *error);

/**
 * exm_cloud_action_get_label:
 * @action: an action
 *
 * Returns: (transfer none) (nullable): translated text for its button, such as
 *   "Enable the API"; %NULL for EXM_CLOUD_ACTION_NONE
 */
const char *exm_cloud_action_get_label (ExmCloudAction action);

/**
 * exm_cloud_error_dup_details:
 * @error: any error
 *
 * Text for a "Details" view and to be copied for an administrator: our
 * sentence, then what is known (HTTP status, status, reason, permission,
 * violations), then the raw answer. Secrets are removed. In English but for
 * our own sentence.
 *
 * Returns: (transfer full) (nullable): the text; %NULL for %NULL
 */
char *exm_cloud_error_dup_details (const GError *error);

/**
 * exm_cloud_error_is_transient:
 * @error: any error
 *
 * Returns: whether the same call may well succeed later without anybody
 *   changing anything (offline, timeout, broken connection, server trouble,
 *   rate limit). A poller goes on after such an error, and only then.
 */
gboolean exm_cloud_error_is_transient (const GError *error);

/**
 * exm_google_problem_parse:
 * @http_status: status of the answer
 * @body: (nullable): its body, any bytes
 *
 * Reads an error body of any of Google's shapes. Never fails: what is not
 * JSON, or not of a known shape, gives a problem with only @http_status and
 * the raw text.
 *
 * Returns: (transfer full): the problem
 */
ExmGoogleProblem *exm_google_problem_parse (guint   http_status,
                                            GBytes *body);
ExmGoogleProblem *exm_google_problem_copy (const ExmGoogleProblem *self);
void              exm_google_problem_free (ExmGoogleProblem *self);

/**
 * exm_google_problem_to_error:
 * @self: (transfer full): a problem
 *
 * Looks @self up in the one table from (HTTP status, status, reason, curl
 * code) to code, sentence, advice and action.
 *
 * Returns: (transfer full): an EXM_CLOUD_ERROR
 */
GError *exm_google_problem_to_error (ExmGoogleProblem *self);

/**
 * exm_cloud_redact:
 * @text: any text
 *
 * Removes what must never be seen outside: access and refresh tokens, bearer
 * headers, client secrets, signed assertions, authorisation codes and the
 * `upload_id` of session URIs. Each is replaced by "[removed]".
 *
 * Returns: (transfer full): the text without secrets
 */
char *exm_cloud_redact (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmGoogleProblem, exm_google_problem_free)

G_END_DECLS
