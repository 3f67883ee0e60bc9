// SPDX-License-Identifier: GPL-3.0-or-later
// Load balancers and API gateways that clouds offer. The rows follow their documentation and public captures.
#include <core/diagnosis/signatures_parts.h>

namespace Gatewatch {

QList<Signature> cloudSignatures()
{
    const Mark alb = header("Server", "^awselb/");
    const Mark appGateway = header("Server", "^Microsoft-Azure-Application-Gateway");
    const Mark viaGoogle = header("Via", "\\b1\\.1 google\\b");
    const Mark googleServer = header("Server", "^Google Frontend$");
    const Mark googlePage = body("<title>[45]\\d\\d (Server Error|Page not found)</title>");
    const Mark googleHeading = body("<h1>Error: (Server Error|Page not found)</h1>");
    const Mark otherCode = mark(Mark::On::OtherCode);
    const Mark length = mark(Mark::On::WrongLength);
    return {
        {"aws_alb",
         "AWS load balancer",
         "load_balancer",
         nullptr,
         {alb, header("Set-Cookie", "^AWSALB")},
         {{0.97, {alb, footer("^$")}},
          {0.95, {alb, header("grpc-status", "^14$")}},
          // A fixed answer that its operator wrote, or a rule of the firewall in it.
          {0.85, {alb, status("^[45]")}}},
         {{0.85, {header("Set-Cookie", "^AWSALB"), header("Server", "^(?!awselb)")}}},
         {length, otherCode, mark(Mark::On::AlteredPage), mark(Mark::On::FileFields), mark(Mark::On::LowerCaseNames)}},
        {"aws_elb",
         "AWS classic load balancer",
         "load_balancer",
         nullptr,
         {header("Set-Cookie", "^AWSELB")},
         {{0.85, {reason("^Service Unavailable: Back-end server is at capacity$"), mark(Mark::On::EmptyBody)}},
          {0.7,
           {reason("^(GATEWAY_TIMEOUT|BAD_GATEWAY|SERVICE_UNAVAILABLE)$"), mark(Mark::On::EmptyBody),
            noHeader("Server"), noHeader("Content-Type")}}},
         {{0.75, {header("Set-Cookie", "^AWSELB="), body("\\S")}}}},
        {"aws_api_gateway",
         "Amazon API Gateway",
         "load_balancer",
         nullptr,
         {header("x-amz-apigw-id"), header("apigw-requestid"), header("x-amzn-ErrorType")},
         {
             {0.95, {header("x-amzn-ErrorType"), header("x-amz-apigw-id"), body("^\\s*\\{\\s*\"message\"")}},
             {0.85, {header("x-amzn-ErrorType"), body("^\\s*\\{\\s*\"message\"")}},
             {0.8, {header("x-amzn-ErrorType", "Exception$"), header("x-amz-apigw-id"), status("^[45]")}},
             {0.9,
              {header("apigw-requestid"),
               body("^\\s*\\{\\s*\"message\"\\s*:\\s*\"(Internal Server Error|Service Unavailable|Not Found|Forbidden"
                    "|Unauthorized|Too Many Requests|Endpoint request timed out)\"\\s*\\}\\s*$")}},
         },
         {{0.85, {header("x-amz-apigw-id"), noHeader("x-amzn-ErrorType")}},
          {0.75, {header("apigw-requestid"), noHeader("x-amzn-ErrorType")}}},
         {length}},
        {"google_frontend",
         "Google front end",
         "load_balancer",
         nullptr,
         {viaGoogle, googleServer, header("X-Cloud-Trace-Context")},
         {
             {0.95, {googlePage, googleHeading, noHeader("Server"), mark(Mark::On::OnlyGatewayFields)}},
             {0.95, {googleHeading, googleServer}},
             {0.85, {googlePage, googleHeading, viaGoogle}},
             {0.95, {body("<title>Error [45]\\d\\d \\([^)<]{3,40}\\)!!1</title>"), body("That.s an error")}},
             {0.9,
              {viaGoogle, body("^\\s*(no healthy upstream|upstream (connect|request))"),
               header("Content-Type", "^text/"), noHeader("x-envoy-upstream-service-time")}},
             // Cloud Run and App Engine, when no instance is left to ask.
             {0.85, {googleServer, body("^\\s*(Rate exceeded\\.|upstream request timeout)\\s*$")}},
             {0.7, {googlePage, googleHeading}},
         },
         {{0.85, {viaGoogle, header("Server")}}, {0.75, {viaGoogle}}, {0.75, {googleServer, body("\\S")}}},
         {otherCode, length}},
        {"azure_app_gateway",
         "Azure Application Gateway",
         "load_balancer",
         "Application-Gateway/(v\\d)",
         {appGateway},
         {{0.97, {appGateway, footer("^Microsoft-Azure-Application-Gateway")}},
          {0.85,
           {noHeader("Server"), footer("^Microsoft-Azure-Application-Gateway"), mark(Mark::On::OnlyGatewayFields)}},
          {0.85, {appGateway, status("^[45]"), noBody("<center><h1>")}}},
         {},
         {length, otherCode, mark(Mark::On::FileFields)}},
        {"f5_bigip",
         "F5 BIG-IP",
         "load_balancer",
         nullptr,
         {header("Server", "^BigIP$"), header("Set-Cookie", "^BIGipServer"), header("Set-Cookie", "^TS[0-9a-f]{6,12}="),
          header("X-WA-Info"), header("X-Cnection")},
         {{0.9,
           {body("The requested URL was rejected\\. Please consult with your administrator\\."),
            body("Your support ID is:? ?(<|\\d)")}},
          {0.85, {header("Server", "^BigIP$"), status("^[45]")}},
          {0.6, {body("The requested URL was rejected\\. Please consult with your administrator\\.")}}},
         {{0.75, {header("Set-Cookie", "^BIGipServer"), body("\\S")}},
          {0.65, {header("Set-Cookie", "^TS[0-9a-f]{6,12}="), body("\\S")}}},
         {mark(Mark::On::FileFields)}},
        {"netscaler",
         "NetScaler",
         "load_balancer",
         nullptr,
         {header("Via", "NS-CACHE"), header("Set-Cookie", "^(NSC_|citrix_ns_id|ns_af=)"),
          header("Server", "^NetScaler")},
         // Byte for byte its own page, blank between the last two tags included.
         {{0.9, {status("^503$"), body("^<html><body><b>Http/1\\.1 Service Unavailable</b></body> </html>\\s{0,2}$")}},
          {0.9, {status("^500$"), body("^<html><body><b>Http/1\\.1 Internal Server Error 4\\d ?</b></body> ?</html>")}},
          {0.8, {body("NetScaler|Citrix ADC"), body("Http/1\\.1 (Service Unavailable|Internal Server Error)")}}},
         {{0.75, {header("Via", "NS-CACHE")}}, {0.75, {header("Set-Cookie", "^(NSC_|citrix_ns_id)"), body("\\S")}}},
         {mark(Mark::On::FileFields)}},
    };
}

} // namespace Gatewatch
