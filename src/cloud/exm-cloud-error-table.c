/* exm-cloud-error-table.c - what each failure means, and what to do about it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-cloud-error-table-private.h"

#include <curl/curl.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* From the exact to the general: ErrorInfo.reason (google/api/error_reason.proto),
 * Cloud Storage's errors[].reason, OAuth's error; then the canonical status; then
 * the bare HTTP status; then libcurl's code. Never the text of Google's message:
 * it may change at any time (https://cloud.google.com/apis/design/errors).
 */

#define ROW(http, st, re, cu, co, ac, tr, de, wh, ad)                               \
  {                                                                                 \
    .http_status = http, .status = st, .reason = re, .curl_code = cu,               \
    .code = EXM_CLOUD_ERROR_##co, .action = EXM_CLOUD_ACTION_##ac, .transient = tr, \
    .with_details = de, .what = wh, .advice = ad,                                   \
  }
#define REASON(re, co, ac, tr, de, wh, ad) ROW (0, NULL, re, 0, co, ac, tr, de, wh, ad)
#define PAGE(re, co, ac, de, wh, ad, pa)                             \
  {                                                                  \
    .reason = re, .code = EXM_CLOUD_ERROR_##co,                      \
    .action = EXM_CLOUD_ACTION_##ac, .with_details = de, .what = wh, \
    .advice = ad, .page = pa,                                        \
  }
#define STATUS(ht, st, co, ac, tr, de, wh, ad) ROW (ht, st, NULL, 0, co, ac, tr, de, wh, ad)
#define CURL(cu, co, ac, tr, wh, ad) ROW (0, NULL, NULL, cu, co, ac, tr, FALSE, wh, ad)

#define OFFLINE_WHAT N_ ("The server cannot be reached")
#define OFFLINE_ADVICE N_ ("Check the network connection, then try again. Nothing was lost.")
#define TLS_WHAT N_ ("The connection to the server is not secure, so nothing was sent")
#define TLS_ADVICE N_ ("Check the computer’s clock, and whether a network filter replaces certificates.")
#define CUT_WHAT N_ ("The connection broke in the middle")
#define ODD_WHAT N_ ("The answer makes no sense")
#define ODD_ADVICE N_ ("A proxy or a sign-in page of the network may stand in between. Open a web page to see, then try again.")
#define AGAIN_ADVICE N_ ("Try again in a moment.")
#define SIGN_IN_WHAT N_ ("The sign-in has run out or is not accepted")
#define SIGN_IN_ADVICE N_ ("Sign in again. Your work stays as it is.")
#define ROLE_WHAT N_ ("This account may not do that")
#define ROLE_ADVICE N_ ("Ask an administrator of the project for the role that is missing, or choose another account or project.")
#define BUSY_WHAT N_ ("Too many requests in a short time")
#define BUSY_ADVICE N_ ("Wait a little, then try again.")
#define SERVER_WHAT N_ ("The server is in trouble")
#define SERVER_ADVICE N_ ("This is not your fault. Try again in a few minutes.")
#define TAKEN_WHAT N_ ("Something of that name is there already")
#define CHANGED_WHAT N_ ("It has changed meanwhile")
#define MISSING_WHAT N_ ("It is not there, or not visible to this account")
#define REFUSES_WHAT N_ ("Google does not accept the request")

#define ORG_ADVICE N_ ("Ask your administrator, and tell them the details below.")
#define BILLING_ADVICE N_ ("Put the billing account in order, then try again.")

/* Pages of the Google Cloud console that deal with it. */
#define APIS_PAGE "https://console.cloud.google.com/apis/library"
#define BILLING_PAGE "https://console.cloud.google.com/billing"
#define QUOTA_PAGE "https://console.cloud.google.com/iam-admin/quotas"
#define PROJECT_PAGE "https://console.cloud.google.com/home/dashboard"
#define ROLES_PAGE "https://console.cloud.google.com/iam-admin/iam"
#define CLIENTS_PAGE "https://console.cloud.google.com/auth/clients"

/* clang-format off */
static const ExmCloudErrorRow rows[] = {
  /* Reasons of google.rpc.ErrorInfo
   * (https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto). */
  PAGE ("SERVICE_DISABLED", API_DISABLED, ENABLE_API, FALSE,
        N_ ("An API that is needed is turned off in this project"),
        N_ ("Enable the API. It takes a few minutes to take effect."), APIS_PAGE),
  PAGE ("SERVICE_NOT_VISIBLE", API_DISABLED, ENABLE_API, FALSE,
        N_ ("An API that is needed cannot be seen from this project"),
        N_ ("Enable the API. If that fails, ask an administrator of the project."), APIS_PAGE),
  PAGE ("BILLING_DISABLED", BILLING, LINK_BILLING, FALSE,
        N_ ("Billing is off for this project"),
        N_ ("Link a billing account to the project, then try again after a few minutes."), BILLING_PAGE),
  REASON ("USER_PROJECT_DENIED", DENIED, NONE, FALSE, FALSE,
          N_ ("This account may not use the chosen project"),
          N_ ("Choose another project, or ask for the role Service Usage Consumer on this one.")),
  REASON ("RATE_LIMIT_EXCEEDED", QUOTA, RETRY, TRUE, FALSE, BUSY_WHAT, BUSY_ADVICE),
  PAGE ("RESOURCE_QUOTA_EXCEEDED", QUOTA, OPEN_PAGE, TRUE,
        N_ ("A limit of the project is used up"),
        N_ ("Wait until a running job has ended, or ask Google for a higher limit."), QUOTA_PAGE),
  PAGE ("IAM_PERMISSION_DENIED", DENIED, OPEN_PAGE, TRUE, ROLE_WHAT, ROLE_ADVICE, ROLES_PAGE),
  REASON ("ACCESS_TOKEN_EXPIRED", AUTH, SIGN_IN, FALSE, FALSE, SIGN_IN_WHAT, SIGN_IN_ADVICE),
  REASON ("ACCESS_TOKEN_SCOPE_INSUFFICIENT", AUTH, SIGN_IN, FALSE, FALSE,
          N_ ("The sign-in does not cover Google Cloud"),
          N_ ("Sign in again and leave the box for Google Cloud ticked.")),
  REASON ("ACCESS_TOKEN_TYPE_UNSUPPORTED", AUTH, SIGN_IN, FALSE, FALSE,
          N_ ("Google does not accept this kind of sign-in here"),
          N_ ("Sign in in another way.")),
  REASON ("CREDENTIALS_MISSING", AUTH, SIGN_IN, FALSE, FALSE, SIGN_IN_WHAT, SIGN_IN_ADVICE),
  REASON ("OVERLOADED_CREDENTIALS", AUTH, SIGN_IN, FALSE, FALSE, SIGN_IN_WHAT, SIGN_IN_ADVICE),
  REASON ("SESSION_COOKIE_INVALID", AUTH, SIGN_IN, FALSE, FALSE, SIGN_IN_WHAT, SIGN_IN_ADVICE),
  REASON ("ACCOUNT_STATE_INVALID", AUTH, SIGN_IN, FALSE, FALSE,
          N_ ("The account is not in order: it may be suspended or deleted"),
          N_ ("Look after the account on its page at Google, or sign in with another one.")),
  REASON ("USER_BLOCKED_BY_ADMIN", DENIED, NONE, FALSE, FALSE,
          N_ ("An administrator has blocked this account for Google Cloud"), ORG_ADVICE),
  PAGE ("CONSUMER_SUSPENDED", DENIED, OPEN_PAGE, FALSE,
        N_ ("Google has suspended this project"),
        N_ ("See the project’s page in the Google Cloud console, or choose another project."), PROJECT_PAGE),
  PAGE ("GCP_SUSPENDED", DENIED, OPEN_PAGE, FALSE,
        N_ ("Google has suspended this account or its projects"),
        N_ ("See the Google Cloud console, or use another account."), PROJECT_PAGE),
  REASON ("RESOURCE_PROJECT_INVALID", DENIED, NONE, FALSE, FALSE,
          N_ ("The project of what was asked for does not exist or was deleted"),
          N_ ("Choose another project.")),
  REASON ("CONSUMER_INVALID", DENIED, NONE, FALSE, FALSE,
          N_ ("The chosen project does not exist or was deleted"),
          N_ ("Choose another project.")),
  REASON ("SECURITY_POLICY_VIOLATED", DENIED, NONE, FALSE, FALSE,
          N_ ("A security rule of your organization forbids this"), ORG_ADVICE),
  REASON ("RESOURCE_USAGE_RESTRICTION_VIOLATED", DENIED, NONE, FALSE, FALSE,
          N_ ("A rule of your organization forbids this service"), ORG_ADVICE),
  REASON ("ORG_RESTRICTION_VIOLATION", DENIED, NONE, FALSE, FALSE,
          N_ ("Your organization’s network lets only its own projects be used"), ORG_ADVICE),
  REASON ("ORG_RESTRICTION_HEADER_INVALID", DENIED, NONE, FALSE, FALSE,
          N_ ("Your organization’s network is set up wrongly for Google Cloud"), ORG_ADVICE),
  REASON ("TLS_ORG_POLICY_VIOLATED", DENIED, NONE, FALSE, FALSE,
          N_ ("A rule of your organization asks for a newer kind of connection"), ORG_ADVICE),
  REASON ("LOCATION_POLICY_VIOLATED", DENIED, NONE, FALSE, FALSE,
          N_ ("Google does not offer this in your country"),
          N_ ("Ask your administrator whether another project may be used.")),
  REASON ("LOCATION_ORG_POLICY_VIOLATED", DENIED, NONE, FALSE, FALSE,
          N_ ("A rule of your organization forbids this region"),
          N_ ("Choose another region, or ask your administrator.")),
  PAGE ("API_KEY_INVALID", AUTH, SIGN_IN, FALSE, SIGN_IN_WHAT, SIGN_IN_ADVICE, NULL),
  PAGE ("API_KEY_SERVICE_BLOCKED", AUTH, SIGN_IN, FALSE, SIGN_IN_WHAT, SIGN_IN_ADVICE, NULL),
  REASON ("LOCATION_TAX_POLICY_VIOLATED", DENIED, NONE, FALSE, FALSE,
          N_ ("Google does not offer this to the billing account’s country"),
          N_ ("Use a project with another billing account.")),
  /* OAuth 2.0, RFC 6749 §5.2. */
  REASON ("invalid_grant", AUTH, SIGN_IN, FALSE, FALSE, SIGN_IN_WHAT,
          N_ ("Sign in again. If that does not help, check the computer’s clock.")),
  REASON ("invalid_client", AUTH, SIGN_IN, FALSE, FALSE,
          N_ ("Google does not know the client file used to sign in"),
          N_ ("Get a new client file, then sign in again.")),
  PAGE ("deleted_client", AUTH, OPEN_PAGE, FALSE,
        N_ ("The client file used to sign in was deleted at Google"),
        N_ ("Get a new client file, then sign in again."), CLIENTS_PAGE),
  PAGE ("redirect_uri_mismatch", AUTH, OPEN_PAGE, FALSE,
        N_ ("The client file used to sign in is not of the kind “Desktop app”"),
        N_ ("Make a client of the kind “Desktop app” and use its file."), CLIENTS_PAGE),
  REASON ("unauthorized_client", AUTH, SIGN_IN, FALSE, FALSE,
          N_ ("The client file used to sign in may not do this"),
          N_ ("Get a new client file, then sign in again.")),
  REASON ("invalid_rapt", AUTH, SIGN_IN, FALSE, FALSE,
          N_ ("Your organization asks you to sign in anew from time to time"), SIGN_IN_ADVICE),
  REASON ("admin_policy_enforced", DENIED, NONE, FALSE, FALSE,
          N_ ("Your organization does not allow this program to sign in"), ORG_ADVICE),
  REASON ("org_internal", DENIED, SIGN_IN, FALSE, FALSE,
          N_ ("The client file is for members of its organization only"),
          N_ ("Sign in with an account of that organization, or use another client file.")),
  REASON ("disallowed_useragent", AUTH, SIGN_IN, FALSE, FALSE,
          N_ ("Google does not accept this browser for the sign-in"),
          N_ ("Set another browser as the standard one, then sign in again.")),
  REASON ("access_denied", AUTH, SIGN_IN, FALSE, FALSE,
          N_ ("The sign-in was declined"),
          N_ ("Sign in again and allow access.")),
  /* Cloud Storage. */
  PAGE ("userProjectAccountProblem", BILLING, LINK_BILLING, FALSE,
        N_ ("The project’s billing account is closed or in arrears"), BILLING_ADVICE, BILLING_PAGE),
  PAGE ("accountDisabled", BILLING, LINK_BILLING, FALSE,
        N_ ("The project’s billing account is turned off"), BILLING_ADVICE, BILLING_PAGE),
  REASON ("authError", AUTH, SIGN_IN, FALSE, FALSE, SIGN_IN_WHAT, SIGN_IN_ADVICE),
  REASON ("rateLimitExceeded", QUOTA, RETRY, TRUE, FALSE, BUSY_WHAT, BUSY_ADVICE),
  REASON ("userRateLimitExceeded", QUOTA, RETRY, TRUE, FALSE, BUSY_WHAT, BUSY_ADVICE),
  REASON ("quotaExceeded", QUOTA, NONE, FALSE, TRUE,
          N_ ("A limit of the project is used up"), BUSY_ADVICE),
  REASON ("conditionNotMet", PRECONDITION, NONE, FALSE, FALSE, CHANGED_WHAT, AGAIN_ADVICE),
  REASON ("conflict", CONFLICT, NONE, FALSE, FALSE, TAKEN_WHAT,
          N_ ("Choose another name.")),
  REASON ("backendError", SERVER, RETRY, TRUE, FALSE, SERVER_WHAT, SERVER_ADVICE),

  /* Canonical statuses (google/rpc/code.proto). */
  STATUS (0, "UNAUTHENTICATED", AUTH, SIGN_IN, FALSE, FALSE, SIGN_IN_WHAT, SIGN_IN_ADVICE),
  STATUS (0, "PERMISSION_DENIED", DENIED, NONE, FALSE, TRUE, ROLE_WHAT, ROLE_ADVICE),
  STATUS (0, "RESOURCE_EXHAUSTED", QUOTA, RETRY, TRUE, TRUE,
          N_ ("A limit is used up for now"),
          N_ ("Wait a little, then try again. If a tuning job is running, wait for its end.")),
  STATUS (0, "FAILED_PRECONDITION", PRECONDITION, NONE, FALSE, TRUE,
          N_ ("That is not possible in the present state"),
          N_ ("Check the region and the state of the job or model, then try again.")),
  STATUS (0, "INVALID_ARGUMENT", INVALID, NONE, FALSE, TRUE, REFUSES_WHAT,
          N_ ("Change what the message names, then try again.")),
  STATUS (0, "OUT_OF_RANGE", INVALID, NONE, FALSE, TRUE, REFUSES_WHAT,
          N_ ("Change what the message names, then try again.")),
  STATUS (0, "NOT_FOUND", NOT_FOUND, NONE, FALSE, TRUE, MISSING_WHAT,
          N_ ("It may have been deleted, or lie in another region or project.")),
  STATUS (0, "ALREADY_EXISTS", CONFLICT, NONE, FALSE, TRUE, TAKEN_WHAT,
          N_ ("Choose another name.")),
  STATUS (0, "ABORTED", CONFLICT, RETRY, TRUE, FALSE,
          N_ ("Another change was made at the same time"), AGAIN_ADVICE),
  STATUS (0, "DEADLINE_EXCEEDED", TIMEOUT, RETRY, TRUE, FALSE,
          N_ ("The server took too long"), AGAIN_ADVICE),
  STATUS (0, "UNAVAILABLE", SERVER, RETRY, TRUE, FALSE, SERVER_WHAT, SERVER_ADVICE),
  STATUS (0, "INTERNAL", SERVER, RETRY, TRUE, FALSE, SERVER_WHAT, SERVER_ADVICE),
  STATUS (0, "UNKNOWN", SERVER, RETRY, TRUE, FALSE, SERVER_WHAT, SERVER_ADVICE),
  STATUS (0, "UNIMPLEMENTED", INVALID, NONE, FALSE, TRUE,
          N_ ("The server does not offer this"),
          N_ ("Choose another region or model, or look for a newer version of this program.")),
  STATUS (0, "CANCELLED", CONNECTION, RETRY, TRUE, FALSE, CUT_WHAT, AGAIN_ADVICE),
  STATUS (0, "DATA_LOSS", SERVER, NONE, FALSE, FALSE, SERVER_WHAT, SERVER_ADVICE),

  /* Bare HTTP statuses, from Storage and from what stands in between. */
  STATUS (400, NULL, INVALID, NONE, FALSE, TRUE, REFUSES_WHAT,
          N_ ("Change what the message names, then try again.")),
  STATUS (401, NULL, AUTH, SIGN_IN, FALSE, FALSE, SIGN_IN_WHAT, SIGN_IN_ADVICE),
  STATUS (402, NULL, BILLING, LINK_BILLING, FALSE, FALSE,
          N_ ("Billing is off for this project"),
          N_ ("Link a billing account to the project, then try again after a few minutes.")),
  STATUS (403, NULL, DENIED, NONE, FALSE, TRUE, ROLE_WHAT, ROLE_ADVICE),
  STATUS (404, NULL, NOT_FOUND, NONE, FALSE, FALSE, MISSING_WHAT,
          N_ ("It may have been deleted, or lie in another region or project.")),
  STATUS (407, NULL, OFFLINE, NONE, FALSE, FALSE,
          N_ ("The network’s proxy wants a sign-in"),
          N_ ("Ask the administrator of your network.")),
  STATUS (408, NULL, TIMEOUT, RETRY, TRUE, FALSE,
          N_ ("The server took too long"), AGAIN_ADVICE),
  STATUS (409, NULL, CONFLICT, NONE, FALSE, TRUE, TAKEN_WHAT,
          N_ ("Choose another name.")),
  STATUS (410, NULL, NOT_FOUND, NONE, FALSE, FALSE,
          N_ ("It is no longer there"), NULL),
  STATUS (411, NULL, INVALID, NONE, FALSE, TRUE, REFUSES_WHAT, NULL),
  STATUS (412, NULL, PRECONDITION, NONE, FALSE, FALSE, CHANGED_WHAT, AGAIN_ADVICE),
  STATUS (413, NULL, INVALID, NONE, FALSE, FALSE,
          N_ ("That is too large for the server"),
          N_ ("Use less data.")),
  STATUS (429, NULL, QUOTA, RETRY, TRUE, FALSE, BUSY_WHAT, BUSY_ADVICE),
  STATUS (499, NULL, CONNECTION, RETRY, TRUE, FALSE, CUT_WHAT, AGAIN_ADVICE),
  STATUS (500, NULL, SERVER, RETRY, TRUE, FALSE, SERVER_WHAT, SERVER_ADVICE),
  STATUS (501, NULL, INVALID, NONE, FALSE, FALSE,
          N_ ("The server does not offer this"),
          N_ ("Choose another region or model, or look for a newer version of this program.")),
  STATUS (502, NULL, SERVER, RETRY, TRUE, FALSE, SERVER_WHAT, SERVER_ADVICE),
  STATUS (503, NULL, SERVER, RETRY, TRUE, FALSE, SERVER_WHAT, SERVER_ADVICE),
  STATUS (504, NULL, SERVER, RETRY, TRUE, FALSE, SERVER_WHAT, SERVER_ADVICE),
  STATUS (511, NULL, OFFLINE, NONE, FALSE, FALSE,
          N_ ("The network wants a sign-in first"),
          N_ ("Open a web page and sign in to the network.")),

  /* libcurl: no answer at all. */
  CURL (CURLE_COULDNT_RESOLVE_PROXY, OFFLINE, RETRY, TRUE, OFFLINE_WHAT, OFFLINE_ADVICE),
  CURL (CURLE_COULDNT_RESOLVE_HOST, OFFLINE, RETRY, TRUE, OFFLINE_WHAT, OFFLINE_ADVICE),
  CURL (CURLE_COULDNT_CONNECT, OFFLINE, RETRY, TRUE, OFFLINE_WHAT, OFFLINE_ADVICE),
  CURL (CURLE_INTERFACE_FAILED, OFFLINE, RETRY, TRUE, OFFLINE_WHAT, OFFLINE_ADVICE),
  CURL (CURLE_PROXY, OFFLINE, RETRY, TRUE, OFFLINE_WHAT, OFFLINE_ADVICE),
  CURL (CURLE_OPERATION_TIMEDOUT, TIMEOUT, RETRY, TRUE,
          N_ ("The server did not answer in time"), AGAIN_ADVICE),
  CURL (CURLE_SSL_CONNECT_ERROR, TLS, NONE, FALSE, TLS_WHAT, TLS_ADVICE),
  CURL (CURLE_PEER_FAILED_VERIFICATION, TLS, NONE, FALSE, TLS_WHAT, TLS_ADVICE),
  CURL (CURLE_SSL_CERTPROBLEM, TLS, NONE, FALSE, TLS_WHAT, TLS_ADVICE),
  CURL (CURLE_SSL_CIPHER, TLS, NONE, FALSE, TLS_WHAT, TLS_ADVICE),
  CURL (CURLE_SSL_CACERT_BADFILE, TLS, NONE, FALSE, TLS_WHAT, TLS_ADVICE),
  CURL (CURLE_SSL_CRL_BADFILE, TLS, NONE, FALSE, TLS_WHAT, TLS_ADVICE),
  CURL (CURLE_SSL_ISSUER_ERROR, TLS, NONE, FALSE, TLS_WHAT, TLS_ADVICE),
  CURL (CURLE_SSL_PINNEDPUBKEYNOTMATCH, TLS, NONE, FALSE, TLS_WHAT, TLS_ADVICE),
  CURL (CURLE_SSL_INVALIDCERTSTATUS, TLS, NONE, FALSE, TLS_WHAT, TLS_ADVICE),
  CURL (CURLE_SSL_ENGINE_NOTFOUND, TLS, NONE, FALSE, TLS_WHAT, TLS_ADVICE),
  CURL (CURLE_SSL_ENGINE_INITFAILED, TLS, NONE, FALSE, TLS_WHAT, TLS_ADVICE),
  CURL (CURLE_PARTIAL_FILE, CONNECTION, RETRY, TRUE, CUT_WHAT, AGAIN_ADVICE),
  CURL (CURLE_GOT_NOTHING, CONNECTION, RETRY, TRUE, CUT_WHAT, AGAIN_ADVICE),
  CURL (CURLE_SEND_ERROR, CONNECTION, RETRY, TRUE, CUT_WHAT, AGAIN_ADVICE),
  CURL (CURLE_RECV_ERROR, CONNECTION, RETRY, TRUE, CUT_WHAT, AGAIN_ADVICE),
  CURL (CURLE_HTTP2, CONNECTION, RETRY, TRUE, CUT_WHAT, AGAIN_ADVICE),
  CURL (CURLE_HTTP2_STREAM, CONNECTION, RETRY, TRUE, CUT_WHAT, AGAIN_ADVICE),
  CURL (CURLE_UNSUPPORTED_PROTOCOL, BAD_REPLY, NONE, FALSE, ODD_WHAT, ODD_ADVICE),
  CURL (CURLE_WEIRD_SERVER_REPLY, BAD_REPLY, NONE, FALSE, ODD_WHAT, ODD_ADVICE),
  CURL (CURLE_BAD_CONTENT_ENCODING, BAD_REPLY, NONE, FALSE, ODD_WHAT, ODD_ADVICE),
  CURL (CURLE_WRITE_ERROR, BAD_REPLY, NONE, FALSE,
          N_ ("The answer is too large"), ODD_ADVICE),
  CURL (CURLE_FILESIZE_EXCEEDED, BAD_REPLY, NONE, FALSE,
          N_ ("The answer is too large"), ODD_ADVICE),
  CURL (CURLE_READ_ERROR, LOCAL_FILE, NONE, FALSE,
          N_ ("The file to send cannot be read, or has become shorter"),
          N_ ("Leave the file alone until it is sent, then try again.")),
  CURL (CURLE_ABORTED_BY_CALLBACK, LOCAL_FILE, NONE, FALSE,
          N_ ("The file to send cannot be read, or has become shorter"),
          N_ ("Leave the file alone until it is sent, then try again.")),
  CURL (CURLE_URL_MALFORMAT, REFUSED, NONE, FALSE,
          N_ ("The address is not a valid one"), NULL),
  };
/* clang-format on */

/* Whole classes, when nothing above fits. */
static const ExmCloudErrorRow client_row =
  STATUS (0, NULL, INVALID, NONE, FALSE, TRUE, REFUSES_WHAT, NULL);
static const ExmCloudErrorRow server_row =
  STATUS (0, NULL, SERVER, RETRY, TRUE, FALSE, SERVER_WHAT, SERVER_ADVICE);
static const ExmCloudErrorRow curl_row =
  STATUS (0, NULL, CONNECTION, RETRY, TRUE, FALSE, CUT_WHAT, AGAIN_ADVICE);
static const ExmCloudErrorRow odd_row =
  STATUS (0, NULL, BAD_REPLY, NONE, FALSE, FALSE, ODD_WHAT, ODD_ADVICE);

/* Errors made on our side: only advice and action are taken from here. */
static const ExmCloudErrorRow own_rows[] = {
  REASON (NULL, UNKNOWN_OUTCOME, CHECK_JOBS, FALSE, FALSE, "", N_ ("Do not start again: look in the list of jobs first whether it is there.")),
          REASON (NULL, CHECKSUM, RETRY, FALSE, FALSE, "", N_ ("The damaged copy was deleted. Start the upload again.")),
                  REASON (NULL, BAD_REPLY, NONE, FALSE, FALSE, "", ODD_ADVICE),
                  REASON (NULL, AUTH, SIGN_IN, FALSE, FALSE, "", SIGN_IN_ADVICE),
                  REASON (NULL, LOCAL_FILE, NONE, FALSE, FALSE, "", N_ ("Leave the file alone until it is sent, then try again.")),
          };

static gboolean
same_or_any (const char *wanted,
             const char *found)
{
  return wanted == NULL || (found != NULL && strcmp (wanted, found) == 0);
}

const ExmCloudErrorRow *
_exm_cloud_error_lookup (const ExmGoogleProblem *problem)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const ExmCloudErrorRow *row = &rows[i];

      if ((row->http_status == 0 || row->http_status == problem->http_status) &&
          (row->curl_code == 0 || row->curl_code == problem->curl_code) &&
          same_or_any (row->status, problem->status) &&
          same_or_any (row->reason, problem->reason))
        return row;
    }
  if (problem->curl_code != 0)
    return &curl_row;
  if (problem->http_status >= 500 && problem->http_status <= 599)
    return &server_row;
  if (problem->http_status >= 400 && problem->http_status <= 499)
    return &client_row;
  return &odd_row;
}

const ExmCloudErrorRow *
_exm_cloud_error_row_for_code (ExmCloudError code)
{
  for (guint i = 0; i < G_N_ELEMENTS (own_rows); i++)
    if (own_rows[i].code == code)
      return &own_rows[i];
  return NULL;
}

const ExmCloudErrorRow *
_exm_cloud_error_rows (guint *n_rows)
{
  *n_rows = G_N_ELEMENTS (rows);
  return rows;
}
