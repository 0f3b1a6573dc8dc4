/* test-key.h - keys that open nothing, and what OpenSSL signed with one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

/* In the form in which a key file has them: escaped line ends, in JSON. */
#define TEST_KEY                                                        \
  "-----BEGIN PRIVATE KEY-----\\n"                                      \
  "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDFwVD8puHaIOfY\\n" \
  "yMWXy/gSf3DTISsYM5rD7iTM1OoWpzvC8LjZDB4kxo0XHBB4sAacRhdFupD2Zh7k\\n" \
  "JwTS9CBn1pRoT6RR6YUl0efPCBialSvCnt2UeP2zpDThQTluFiv0l6oOREUpoks/\\n" \
  "pXxTXJNZl1WPZacEBgo3c7m658WaGHeW1utQzVjkDI+iMjwjPyitws8QCPJ7VQrn\\n" \
  "NlnhRPupRy1lqGvxf7pZmfx9VR3knsqaIAoPFemCpeeFU2HvvwCQST7MYL+0vwx9\\n" \
  "3dw3dmxN+fevrtbKRNsG8ZVGcTzpYrfFPzVyyeR4tT/96eNwg33pfKe2nZ8Xv5UN\\n" \
  "8u2Rpd/tAgMBAAECggEAH9yyHwcHYDUJjfbpSTgip95TMB1Ju3xDDRr/YGZUsiIv\\n" \
  "QY02BziJ2cyI2oaZy8w2wHKVmNVCuoSBKSr1PsT5PKnI3xan58+7dXjAw+1uw2dR\\n" \
  "9elRU7T70XgdUgbHiUp2uhG+o05SI29j9uUDp03E6vw0W6aZ9o6/kigp7mieAKHz\\n" \
  "+4FFw0EKHx+NXgsaGRorz5bz1S1MVPEBY9oiQ8gduHbKQ+ZWA5UzhrAjsReORZYc\\n" \
  "2utDbiaDhK4Mq0RB2EubQBo1Dgw0tAn5V3ifjhwx2cMhX11fszDJv7C+JeMdVSZ6\\n" \
  "FWAVsbwn8mRaHuwMkePWMasOquL7GqzQ52qJDnJvmQKBgQD/RAcABUWGTyTYepEL\\n" \
  "SuoIzUTKxIXx/nyvWQCl6vu7awSyrYU0LQmTXjsuIx+7ulH2A6uwyguvyGJUBh6w\\n" \
  "WfItfQmTvsOAHQ+KALRIgwhbWON4L3XAoEglgsN6NhdnwQdjIx183Y2Fw7Kz5XRE\\n" \
  "ng7/fWoM2Je7JIgN1jCIuiGhtQKBgQDGUvB49w5+6s9f4rwOUo8VDsYlHk+4IZsz\\n" \
  "JmhrPNuQdxNZaMcoqlCn84qhWYFpDBB89/YpXYcjrc0DiiRIpKH0JSwWU80A172J\\n" \
  "sNVmkZQ4rrUkdUn6JGxkJDERQpD4eyMPcbGjfrLN47osDs5g36ud7vFKmjJIHGje\\n" \
  "gmDUf6sIWQKBgH1JQD5MWBFRqv3tOl9Wh4OGbCsxRaS+iSfvARhuOtuD7SxdajFv\\n" \
  "oXGJIHbGmn6jNjMPHieJIy9FpK0ky882dlzJL/gp+v5YRRYwvkuQtHtRJ2QHtz2x\\n" \
  "7XcrtRG4lsg/v4Zy57gvbZSntoABMI21HhtbzL89V0ts5LIV3IBfCr65AoGBAIiT\\n" \
  "XV8wZB8q/Rx/PBpw6HAL+JBfS272Vbbn4EjZZCsclYqhCWYLw/elU/bBeMkqscAd\\n" \
  "0rux2PrNGb4yR8Ju/cjwQGgv1aGa8L/9szgrUPOn/L7attM4ehyMf+3u9X7o7cAY\\n" \
  "/8gj3GbFSNRGbgFwhvMANdK2VaIrTlzNVHmCYfohAoGAKQJ4FlEWoZ77HCUXo4rH\\n" \
  "9mEyuEfR8sjcVpG392By0WWiM8NEEY+NJ4LUIDSNqcAp2jjVEJHGPtz0bg5FMkAX\\n" \
  "eMd46V1fghxXCddIunmMapjWpbxjebXlfEaZ8iSyp6ycr+7tD8PX8ubsFn5NRTa3\\n" \
  "VQ8ilOIwngSJnVT3RgbvFDY=\\n"                                         \
  "-----END PRIVATE KEY-----\\n"

#define TEST_KEY_EC                                                     \
  "-----BEGIN PRIVATE KEY-----\\n"                                      \
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgM4Bzz5LihRl56mdY\\n" \
  "4D7akTf1x9GidHl+IiBniAagObShRANCAAQMd1rAAm5abqhvLswAFa283pZG96nT\\n" \
  "GoPDM2ct0ki0E4bbDsm3ihSr0kgIKoKRC4p3s6wH9hxREcLSdyrCW1oo\\n"         \
  "-----END PRIVATE KEY-----\\n"

/* `openssl dgst -sha256 -sign` over header and claims of robot@project with the
 * key id "key-1" at 1700000000; PKCS#1 v1.5 signatures are always the same. */
#define TEST_ASSERTION                                                                               \
  "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImtleS0xIn0.eyJpc3MiOiJyb2JvdEBwcm9qZWN0LmlhbS5nc2Vy" \
  "dmljZWFjY291bnQuY29tIiwic2NvcGUiOiJodHRwczovL3d3dy5nb29nbGVhcGlzLmNvbS9hdXRoL2Nsb3VkLXBsYXRmb3Jt" \
  "IiwiYXVkIjoiaHR0cHM6Ly9vYXV0aDIuZ29vZ2xlYXBpcy5jb20vdG9rZW4iLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTcw" \
  "MDAwMzYwMH0.DOqa1Pc6Cg45JW4OgUX1Vj9cLRVCy2QAGngEm_1a2evt10L_I-nVAGGdVooo1WrjlLF9fkzOdPuVyaxL0lme" \
  "Ej8zApEdCnCJOCZ2Z7Bmn6aCFEgyJ0YteIBnxVUz1CZci2FUhvbTlvQFL3ZkhMFMtFTUYAq2NVAPN_EErbSFb_-6jbFQ6gbe" \
  "iESlqh4tnmbKtwsWU3rWDT8e6oer2VCX7RaGPjWSQNetlr3ZGZckN9lITTXQJVLACRLDRpcaTjwO31hjJKyj63O31gkFgmGZ" \
  "NbCHwdq1wm_z0b5RyT9i3SPApWOmEmN9kPhkeWgbQaKKLJ6ozjIn0JHvSxtNgOUBgA"
