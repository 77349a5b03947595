package io.jenkins.plugins.modelgate.approvals;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.User;
import java.util.List;

/** Knows people's e-mail addresses. */
interface AddressBook extends ExtensionPoint {
    /** Those that are known now; may be empty. */
    List<String> addresses(User user);

    /** All that anybody knows. */
    static List<String> of(User user) {
        return ExtensionList.lookup(AddressBook.class).stream()
                .flatMap(book -> book.addresses(user).stream())
                .distinct()
                .toList();
    }
}
