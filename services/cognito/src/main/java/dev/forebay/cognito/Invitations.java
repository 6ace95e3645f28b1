package dev.forebay.cognito;

import java.util.stream.Stream;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeliveryMediumType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;

/**
 * Tells users whom an administrator made of their temporary passwords. Immutable.
 *
 * @param messages sends them
 */
record Invitations(Messages messages) {
  /**
   * Sends, unless the request wants none, by the media that it names; without any by text message,
   * or by mail where there is no number.
   */
  void send(Pool pool, UserRow user, String password, AdminCreateUserRequest request) {
    if (request.messageAction() == MessageActionType.SUPPRESS) {
      return;
    }
    Stream<String> asked =
        request.desiredDeliveryMediums().isEmpty()
            ? Stream.of("phone_number", "email").filter(name -> has(user, name)).limit(1)
            : request.desiredDeliveryMediums().stream()
                .map(medium -> medium == DeliveryMediumType.EMAIL ? "email" : "phone_number")
                .filter(name -> has(user, name));
    Messages.Reason reason =
        new Messages.Reason("AdminCreateUser", Triggers.NO_CLIENT, request.clientMetadata());
    asked.forEach(name ->
        messages.send(pool, user, reason, name, user.attribute(name).orElseThrow(), password));
  }

  private static boolean has(UserRow user, String attribute) {
    return user.attribute(attribute).isPresent();
  }
}
